// Adds a provider that can be started and tested at once: npm run new:provider -- <name> [--title "Acme Ltd"]
// All or nothing: whatever goes wrong, the working tree is left as it was.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withFolder, withReadmeRow, withRegistration } from './new-provider/edits.mjs';
import { Refused, readArguments } from './new-provider/names.mjs';
import { requireFree } from './new-provider/taken.mjs';
import { renderTemplates } from './new-provider/templates.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const REGISTERED = join('src', 'providers', 'registered.ts');
const folderOf = (name) => join('src', 'providers', name);

// Ctrl-C ends the child that is running; then this process must still put everything back.
process.on('SIGINT', () => {});

try {
  const names = readArguments(process.argv.slice(2));
  const created = renderTemplates(names);
  const taken = [folderOf(names.name), ...created.keys()].find((path) => existsSync(join(root, path)));
  if (taken) throw new Refused(`${taken} is there already`);
  requireFree(names, { environmentExample: read('.env.example'), registered: read(REGISTERED) });
  add(names, created, changesFor(names));
} catch (fault) {
  console.error(fault instanceof Refused ? fault.message : fault);
  process.exitCode = fault instanceof Refused ? 64 : 1;
}

/** The files that name every provider, as they will be. */
function changesFor(names) {
  const edit = (path, ...edits) => [path, edits.reduce((text, change) => change(text, names), read(path))];
  return new Map([edit(REGISTERED, withRegistration), edit('README.md', withReadmeRow, withFolder)]);
}

function add(names, created, changed) {
  const before = new Map([...changed.keys()].map((path) => [path, read(path)]));
  try {
    for (const [path, text] of [...created, ...changed]) write(path, text);
    // Lines grow and shrink with the name. The provider's README is left out: its tables are generated.
    const formatted = [...created.keys(), ...changed.keys()].filter((path) => !path.endsWith(`${sep}README.md`));
    node(join('node_modules', 'prettier', 'bin', 'prettier.cjs'), '--write', '--log-level=warn', ...formatted);
    run(process.platform === 'win32' ? 'npm.cmd' : 'npm', 'run', '--silent', 'generate');
  } catch (fault) {
    for (const path of created.keys()) rmSync(join(root, path), { force: true });
    rmSync(join(root, folderOf(names.name)), { recursive: true, force: true });
    for (const [path, text] of before) write(path, text);
    throw new Error(`${names.name} was not added: ${fault.message}; everything is as it was`);
  }
  announce(names, created);
}

function announce({ name, title }, created) {
  const lines = [...created.values()].reduce((sum, text) => sum + text.trimEnd().split('\n').length, 0);
  console.log(`${title} is there: ${created.size} files, ${lines} lines, one read (getCustomer), one simulator.

Next:
1. npm test -- providers.conformance -t '${name} conforms'   # red: it names every key that nobody has mapped
2. Map them in src/providers/${name}/${name}.fields.ts, words in ${name}.statuses.ts; then it is green.
3. npm run generate, and go on with “Add a provider” in CONTRIBUTING.md. \`git grep --untracked TODO src/providers/${name}\` lists what is open.`);
}

function read(path) {
  return readFileSync(join(root, path), 'utf8');
}

function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Runs a script with the pinned Node, which the shell may not have found yet. */
function node(...args) {
  run(join(root, 'node_modules', 'node', 'bin', 'node'), ...args);
}

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: command.endsWith('.cmd'),
  });
  if (error || status !== 0) throw new Error(`${[command, ...args.slice(0, 3)].join(' ')} failed`);
}
