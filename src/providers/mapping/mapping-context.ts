import type { WarningCode } from '../../canonical/enums.js';
import type { Warning } from '../../canonical/response.js';

/** What a transform may know and say: where its value goes, and the warnings that the caller will see. */
export class MappingContext {
  readonly warnings: Warning[] = [];
  /** JSON pointer of the record that is being mapped, `''` or `/3` in a list. */
  base = '';
  /** JSON pointer of the field that is being mapped, below `base`. */
  pointer = '';

  /**
   * @param mayHoldCardData whether the raw text gave any hint of card numbers or tokens; when not, no value is searched.
   */
  constructor(readonly mayHoldCardData: boolean) {}

  /** Adds a warning at the current field. `detail` must never hold a value of the provider. */
  warn(code: WarningCode, detail: string, below = ''): void {
    this.warnings.push({ code, pointer: this.base + this.pointer + below, detail });
  }

  /** Warns that the value has a type or form that its field cannot take. */
  invalid(expected: string, below = ''): null {
    this.warn('invalid_value', `the provider’s value is not ${expected}`, below);
    return null;
  }
}
