import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { builtMain } from './gateway-process.js';

/** What `npm run audit:verify` says of the database at this address, and its exit code. */
export function verifyAudit(address: string): { readonly status: number | null; readonly stdout: string } {
  const tool = join(dirname(builtMain()), 'tools', 'verify-audit.js');
  const env = { PATH: process.env['PATH'], DATABASE_URL: address };
  return spawnSync(process.execPath, [tool], { env, encoding: 'utf8' });
}
