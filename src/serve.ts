import { join } from 'node:path';
import { ConfigurationError } from './platform/config/configuration.js';
import { readEnvironment } from './platform/config/environment.js';
import { stopOnSignals } from './platform/lifecycle/signals.js';
import { startGateway } from './start.js';

/** Exit code for a wrong configuration (`EX_CONFIG` of sysexits). */
const EX_CONFIG = 78;

try {
  const gateway = await startGateway(readEnvironment(process.env, join(import.meta.dirname, '..')));
  stopOnSignals({ ...gateway, ...gateway.config });
  if (gateway.config.mode === 'sandbox') {
    const { announceSandbox } = await import('./sandbox/sandbox.js');
    announceSandbox(gateway.url, gateway.config.docs);
  }
} catch (error) {
  const { syscall, message } = error as NodeJS.ErrnoException;
  if (!(error instanceof ConfigurationError) && syscall !== 'listen') throw error;
  process.stderr.write(`${message}\n`);
  process.exitCode = syscall === 'listen' ? 1 : EX_CONFIG;
}
