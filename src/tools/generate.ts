import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { REGISTERED_PROVIDERS } from '../providers/registered.js';
import { environmentExample } from './environment-example.js';
import { metricsPage } from './metrics-page.js';
import { openApiDocument } from './openapi-document.js';
import { recordExamples } from './record-examples.js';
import { withProviderTables } from './provider-tables.js';
import { providersPage } from './providers-page.js';

/**
 * Writes every generated file: `.env.example`, `docs/providers.md`, `docs/metrics.md`, the tables in the providers'
 * READMEs, the examples of the OpenAPI document, and that document. With `--check` nothing is written, and a stale file ends the process with 1.
 */
const root = join(import.meta.dirname, '..', '..');
const check = process.argv.includes('--check');
const files = new Map([
  [join(root, '.env.example'), environmentExample(REGISTERED_PROVIDERS)],
  [join(root, 'docs', 'providers.md'), providersPage(REGISTERED_PROVIDERS)],
  [join(root, 'docs', 'metrics.md'), metricsPage()],
]);
for (const registration of REGISTERED_PROVIDERS) {
  const path = join(root, 'src', 'providers', registration.name, 'README.md');
  files.set(path, withProviderTables(read(path), registration));
}

const examples = await recordExamples(REGISTERED_PROVIDERS);
files.set(join(root, 'src', 'openapi', 'examples.json'), examples);
files.set(join(root, 'docs', 'openapi.json'), await openApiDocument(REGISTERED_PROVIDERS, examples));

let stale = 0;
for (const [path, text] of files) {
  if (read(path) === text) continue;
  stale++;
  if (check) process.stderr.write(`stale: ${relative(root, path)} (run \`npm run generate\`)\n`);
  else writeFileSync(path, text);
}
if (check && stale > 0) process.exitCode = 1;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
