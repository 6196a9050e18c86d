import { hash, randomUUID } from 'node:crypto';
import type { AuditTable } from '../database/tables.js';

/** One thing that was done, as it is written down. */
export type AuditEntry = Omit<AuditTable, 'chain' | 'seq' | 'previous_hash' | 'hash'>;

export const FIRST_PREVIOUS_HASH = '0'.repeat(64);

/** SHA-256 over everything in a line but the hash itself, in a fixed order; hexadecimal. */
export function hashOfLine(line: Omit<AuditTable, 'hash'>): string {
  const { chain, seq, at, caller, request_id, action, provider, operation, operation_id, subject, fields } = line;
  const said = [chain, seq, at, caller, request_id, action, provider, operation, operation_id, subject, fields];
  return hash('sha256', JSON.stringify([...said, line.outcome, line.previous_hash]));
}

/**
 * Links the lines of one process, each with the hash of the one before. When it is not known whether a line was written,
 * a new chain begins: a gap would look like a line that somebody took away.
 */
export class AuditChain {
  private chain = randomUUID();
  private seq = 0;
  private head = FIRST_PREVIOUS_HASH;

  /** The lines to write; `commit` them once they are written, `restart` when that is not certain. */
  link(entries: readonly AuditEntry[]): AuditTable[] {
    let { seq, head } = this;
    return entries.map((entry) => {
      const line = { ...entry, chain: this.chain, seq: ++seq, previous_hash: head };
      head = hashOfLine(line);
      return { ...line, hash: head };
    });
  }

  commit(lines: readonly AuditTable[]): void {
    const last = lines.at(-1);
    if (last) ({ seq: this.seq, hash: this.head } = last);
  }

  restart(): void {
    this.chain = randomUUID();
    this.seq = 0;
    this.head = FIRST_PREVIOUS_HASH;
  }
}
