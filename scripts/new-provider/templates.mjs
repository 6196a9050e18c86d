import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const templates = fileURLToPath(new URL('templates', import.meta.url));

/** The files of a new provider, by their paths below the repository. */
export function renderTemplates(names) {
  const found = readdirSync(templates, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tmpl'));
  return new Map(
    found.sort().map((path) => [pathOf(path, names.name), fill(readFileSync(join(templates, path), 'utf8'), names)]),
  );
}

/** `provider.x.ts.tmpl` becomes `<name>.x.ts`. */
function pathOf(template, name) {
  const path = template.replace(/\.tmpl$/, '').replace(/^provider\./, `${name}.`);
  return path.endsWith('.descriptor.ts')
    ? join('test', 'conformance', 'descriptors', path)
    : join('src', 'providers', name, path);
}

/** `__name__`, `__camel__`, `__Pascal__`, `__PREFIX__` and `__title__` are replaced. */
function fill(text, names) {
  return text.replace(/__(name|camel|Pascal|PREFIX|title)__/g, (_match, spelling) => names[spelling]);
}
