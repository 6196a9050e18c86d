const [ZERO, NINE] = [48, 57];
// A slash stands before an expiry date or a security code.
const BLANK = /[\s/]/;
/** As numbers are printed on cards: digits of the first group, and of those behind it. */
const GROUP = 4;
const GROUPINGS = [
  [4, 4, 4],
  [6, 5],
];

export interface RunPart {
  /** Offsets in the run, the second one behind the last digit. */
  readonly start: number;
  readonly end: number;
  /** Whether anything but digits stands in it. */
  readonly separated: boolean;
}

/**
 * Digits with separators between them, prepared so that Luhn’s test of any part takes the same short time: a provider
 * may send a megabyte of them.
 */
export class DigitRun {
  readonly count: number;
  private readonly places: Int32Array;
  /** One where a digit is the first one behind a blank. */
  private readonly behindBlank: Uint8Array;
  /** Sums up to each digit, in which those at odd or those at even places count as Luhn’s test doubles them. */
  private readonly sums: readonly [Int32Array, Int32Array];

  constructor(run: string) {
    this.places = new Int32Array(run.length);
    this.behindBlank = new Uint8Array(run.length);
    const [oddDoubled, evenDoubled] = (this.sums = [new Int32Array(run.length + 1), new Int32Array(run.length + 1)]);
    let count = 0;
    let blank = true;
    for (let place = 0; place < run.length; place++) {
      const digit = run.charCodeAt(place) - ZERO;
      if (digit < 0 || digit > NINE - ZERO) {
        blank ||= BLANK.test(run.charAt(place));
        continue;
      }
      const odd = count % 2 === 1;
      this.places[count] = place;
      this.behindBlank[count] = blank ? 1 : 0;
      oddDoubled[count + 1] = (oddDoubled[count] as number) + (odd ? doubled(digit) : digit);
      evenDoubled[count + 1] = (evenDoubled[count] as number) + (odd ? digit : doubled(digit));
      count++;
      blank = false;
    }
    this.count = count;
  }

  /**
   * Parts of so many digits that pass Luhn’s test, and begin and end at a blank or an end of the run: a number may stand
   * between others, such as an expiry date. Digits without any separator are a part by themselves, and so are groups as
   * on a card.
   */
  *numbers(shortest: number, longest: number): Generator<RunPart> {
    for (let first = 0; first + shortest <= this.count; first++) {
      const solid = this.beginsSolid(first) ? this.solidLength(first, longest) : 0;
      if (solid >= shortest && solid <= longest && this.passesLuhn(first, solid)) yield this.part(first, solid);
      if (solid === GROUP) {
        for (const groups of GROUPINGS) {
          const length = this.groupedLength(first, groups);
          if (length >= shortest && this.passesLuhn(first, length)) yield this.part(first, length);
        }
      }
      if (this.behindBlank[first] === 0) continue;
      for (let length = shortest; length <= longest && first + length <= this.count; length++) {
        if (this.endsAtBlank(first + length) && this.passesLuhn(first, length)) yield this.part(first, length);
      }
    }
  }

  /** Whether the last of so many digits is the check digit of the others. */
  passesLuhn(first: number, length: number): boolean {
    const last = first + length - 1;
    const sums = this.sums[last % 2 === 0 ? 0 : 1] as Int32Array;
    return ((sums[last + 1] as number) - (sums[first] as number)) % 10 === 0;
  }

  private endsAtBlank(next: number): boolean {
    return next === this.count || this.behindBlank[next] === 1;
  }

  private beginsSolid(first: number): boolean {
    return first === 0 || !this.follows(first);
  }

  /** Whether nothing stands between a digit and the one before it. */
  private follows(digit: number): boolean {
    return this.places[digit] === (this.places[digit - 1] as number) + 1;
  }

  /** Digits from `first` on without anything between them; `longest` and one more at most. */
  private solidLength(first: number, longest: number): number {
    let next = first + 1;
    while (next < this.count && next - first <= longest && this.follows(next)) next++;
    return next - first;
  }

  /** Digits of a group and of those behind it, or 0 when these have other lengths. */
  private groupedLength(first: number, groups: readonly number[]): number {
    let next = first + GROUP;
    for (const group of groups) {
      if (this.solidLength(next, group) !== group) return 0;
      next += group;
    }
    return next - first;
  }

  private part(first: number, length: number): RunPart {
    const start = this.places[first] as number;
    const end = (this.places[first + length - 1] as number) + 1;
    return { start, end, separated: end - start !== length };
  }
}

function doubled(digit: number): number {
  return digit > 4 ? digit * 2 - 9 : digit * 2;
}
