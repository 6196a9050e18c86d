// The load generator as a process of its own: a job as JSON on standard input, its result as JSON on standard output.
import { text } from 'node:stream/consumers';
import { OpenLoop } from './open-loop.mjs';

const { url, streams, seconds, connections } = JSON.parse(await text(process.stdin));
const result = await new OpenLoop(url, { connections }).run(streams, seconds);
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
