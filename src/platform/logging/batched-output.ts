import { pino, type DestinationStream } from 'pino';

const BATCH_MS = 20;
/** More than this is not collected any longer, in characters. */
const LARGEST_BATCH = 65_536;
/** What an audit tells must not be lost with the process. */
const AUDIT = ',"audit":"';

type Output = ReturnType<typeof pino.destination>;

/**
 * Standard output for log lines: those of a few milliseconds are written together, since a write of its own for every
 * request costs more than making the line. Whatever ends the process, short of a kill, writes the rest.
 */
export class BatchedOutput implements DestinationStream {
  private lines = '';

  constructor(private readonly output: Output = pino.destination({ fd: 1, sync: false })) {
    process.once('exit', () => this.flushSync());
  }

  write(line: string): void {
    if (this.lines === '') setTimeout(() => this.flush(), BATCH_MS);
    this.lines += line;
    if (this.lines.length > LARGEST_BATCH || line.includes(AUDIT)) this.flush();
  }

  /** Writes what there is and waits for it; pino asks for it before the process ends. */
  flushSync(): void {
    this.flush();
    this.output.flushSync();
  }

  private flush(): void {
    if (this.lines === '') return;
    this.output.write(this.lines);
    this.lines = '';
  }
}
