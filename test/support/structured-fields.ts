/** An item of a list in structured fields (RFC 9651): a string with parameters that are whole numbers. */
export interface ListItem {
  readonly value: string;
  readonly parameters: Readonly<Record<string, number>>;
}

const STRING = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"/;
const PARAMETER = /^;[ ]*([a-z*][a-z0-9_.*-]*)=(-?\d{1,15})(?![\d.])/;

/** Reads a list of strings with whole numbers as parameters; throws at the first thing that is anything else. */
export function parseList(field: string): ListItem[] {
  const items: ListItem[] = [];
  let rest = field.trim();
  while (rest !== '') {
    const [whole, value] = STRING.exec(rest) ?? [];
    if (whole === undefined || value === undefined) throw new Error(`no string at: ${rest}`);
    rest = rest.slice(whole.length);
    const parameters: Record<string, number> = {};
    for (let found = PARAMETER.exec(rest); found; found = PARAMETER.exec(rest)) {
      parameters[found[1] ?? ''] = Number(found[2]);
      rest = rest.slice(found[0].length);
    }
    items.push({ value: value.replace(/\\(.)/g, '$1'), parameters });
    if (rest === '') break;
    const comma = /^[ \t]*,[ \t]*(?=\S)/.exec(rest)?.[0];
    if (comma === undefined) throw new Error(`no list at: ${rest}`);
    rest = rest.slice(comma.length);
  }
  return items;
}
