const OPENERS = ['{', '['] as const;
const QUOTE = 34;
const BACKSLASH = 92;

/**
 * How deep the objects and arrays of a JSON text are nested. Counts on the text, without recursion, so that a hundred
 * thousand levels cost no stack. Texts with at most `enough` openers are not looked at closer.
 */
export function depthOf(json: string, enough: number): number {
  if (openersIn(json, enough + 1) <= enough) return 0;
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (code === QUOTE) index = endOfString(json, index);
    else if (code === 0x7b || code === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x7d || code === 0x5d) depth--;
  }
  return deepest;
}

function endOfString(json: string, start: number): number {
  for (let index = start + 1; index < json.length; index++) {
    const code = json.charCodeAt(index);
    if (code === BACKSLASH) index++;
    else if (code === QUOTE) return index;
  }
  return json.length;
}

/** How many objects and arrays a JSON text can hold at most, counted up to `most`; brackets inside texts count as well. */
export function openersIn(json: string, most: number): number {
  let count = 0;
  for (const opener of OPENERS) {
    let index = json.indexOf(opener);
    while (index !== -1 && count < most) {
      count++;
      index = json.indexOf(opener, index + 1);
    }
  }
  return count;
}
