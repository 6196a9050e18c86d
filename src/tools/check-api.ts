import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Node } from './api-diff/change.js';
import { compareDocuments } from './api-diff/compare-documents.js';
import { versionFault } from './api-diff/version-policy.js';

/**
 * Compares `docs/openapi.json` with the released document and ends with 1 when `info.version` is too low for what has
 * changed. With `--release` the document becomes the released one, without its examples, if its version fits. Other
 * documents are taken as arguments: first the current one, then the released one.
 */
const docs = join(import.meta.dirname, '..', '..', 'docs');
const { values, positionals } = parseArgs({ options: { release: { type: 'boolean' } }, allowPositionals: true });
const [current = join(docs, 'openapi.json'), released = join(docs, 'openapi-released.json')] = positionals;

const documents = { before: read(released), after: read(current) };
const changes = compareDocuments(documents);
for (const { at, what, breaking } of changes) {
  process.stdout.write(`${breaking ? 'breaking' : 'addition'}  ${at}: ${what}\n`);
}
const fault = versionFault(versionOf(documents.before), versionOf(documents.after), changes);
if (fault !== null) {
  process.stderr.write(`${fault}: raise API_VERSION in src/openapi/version.ts\n`);
  process.exitCode = 1;
} else if (values.release === true) {
  writeFileSync(released, withoutExamples(documents.after));
}

function read(path: string): Node {
  return JSON.parse(readFileSync(path, 'utf8')) as Node;
}

/** Recorded examples are most of a document, and none of what callers were promised. */
function withoutExamples(document: Node): string {
  const left = (key: string, value: unknown) => (key === 'examples' ? undefined : value);
  return `${JSON.stringify(document, left, 2)}\n`;
}

function versionOf(document: Node): string {
  return (document['info'] as { version: string }).version;
}
