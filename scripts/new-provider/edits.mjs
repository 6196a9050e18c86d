const IMPORTS = /^import .* from '(.+)';$/;
const LIST = /^(export const REGISTERED_PROVIDERS: .* = \[)([^\]]+?),?\s*(\];)$/m;
const TABLE_ROW = /^\| \[.*\]\(src\/providers\/[\w-]+\/README\.md\) .*\|$/;
const FOLDERS = /^( {4}mapping\/ .*\n {4}[\w-]+\/(?: [\w-]+\/)*)$/m;

/** `registered.ts` with one more import, in the order of the paths, and one more entry. */
export function withRegistration(text, { name, camel }) {
  const path = `./${name}/${name}.module.js`;
  const lines = text.split('\n');
  const imports = lines.filter((line) => IMPORTS.test(line));
  const next = imports.findIndex((line) => IMPORTS.exec(line)[1] > path);
  const at = next === -1 ? lines.indexOf(imports.at(-1)) + 1 : lines.indexOf(imports[next]);
  if (!LIST.test(text) || imports.length === 0) throw new Error('registered.ts: the list of providers was not found');
  return lines
    .toSpliced(at, 0, `import { ${camel} } from '${path}';`)
    .join('\n')
    .replace(LIST, (_match, begin, entries, end) => `${begin}${entries}, ${camel}${end}`);
}

/** The README with a row for the provider below the last one. */
export function withReadmeRow(text, { name, title }) {
  const lines = text.split('\n');
  const last = lines.findLastIndex((line) => TABLE_ROW.test(line));
  if (last === -1) throw new Error('README.md: the table of providers was not found');
  return lines.toSpliced(last + 1, 0, `| [${title}](src/providers/${name}/README.md) | customers | read |`).join('\n');
}

/** The README with the provider’s folder behind the others, in the line below `mapping/`. */
export function withFolder(text, { name }) {
  if (!FOLDERS.test(text)) throw new Error('README.md: the folders of the providers were not found');
  return text.replace(FOLDERS, (folders) => `${folders} ${name}/`);
}
