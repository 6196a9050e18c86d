import type { AuditTable } from '../database/tables.js';
import { FIRST_PREVIOUS_HASH, hashOfLine } from './audit-chain.js';

/** A place where a chain does not hold. */
export interface AuditFault {
  readonly chain: string;
  readonly seq: number;
  readonly fault: 'changed' | 'missing_before' | 'not_linked';
}

/** Checks lines in the order of chain and number, as they come; holds one line of each chain at most. */
export class AuditCheck {
  lines = 0;
  chains = 0;
  readonly faults: AuditFault[] = [];
  private chain: string | null = null;
  private seq = 0;
  private head = FIRST_PREVIOUS_HASH;

  add(line: AuditTable): void {
    this.lines++;
    if (line.chain !== this.chain) this.begin(line.chain);
    const { chain, seq } = line;
    if (seq !== this.seq + 1) this.faults.push({ chain, seq, fault: 'missing_before' });
    else if (line.previous_hash !== this.head) this.faults.push({ chain, seq, fault: 'not_linked' });
    if (hashOfLine(line) !== line.hash) this.faults.push({ chain, seq, fault: 'changed' });
    this.seq = seq;
    this.head = line.hash;
  }

  private begin(chain: string): void {
    this.chains++;
    this.chain = chain;
    this.seq = 0;
    this.head = FIRST_PREVIOUS_HASH;
  }
}
