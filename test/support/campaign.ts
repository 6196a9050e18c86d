import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { builtMain } from './gateway-process.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** One figure of a campaign of load or of the soak. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly errors: number;
  readonly text: string;
  readonly met: boolean;
}

/** Runs a program of the tests on the built gateway and reads what it prints as JSON. */
export async function runCampaign<T>(args: readonly string[]): Promise<T> {
  builtMain();
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  if (!stdout.startsWith('{')) throw new Error(`no figures: ${stderr}${stdout}`);
  return JSON.parse(stdout) as T;
}
