/** What the caller asks for cannot be done; the message says why. */
export class Refused extends Error {}

const USAGE = 'Usage: npm run new:provider -- <name> [--title "Acme Ltd"]';
const NAME = /^(?=.{2,31}$)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const TITLE = /^[\p{L}\d][\p{L}\p{M}\d .,&()’-]{0,59}$/u;
/** Words that are part of an address, a setting or a class of the gateway itself. */
const RESERVED = new Set(
  'admin api canonical card cards customer customers docs errors gateway health mapping metrics openapi operation \
platform provider providers registered sandbox simulation simulator test tools upload v1 webhooks'.split(/\s+/),
);

/**
 * The new provider’s name in every spelling: `name` (folder, ids, routes), `camel`, `Pascal`, `PREFIX` (settings) and
 * `title`. Throws `Refused` for a name that cannot be one.
 */
export function readArguments(args) {
  const { name, title } = split(args);
  if (!name) throw new Refused(USAGE);
  if (!NAME.test(name)) {
    throw new Refused(
      `"${name}" cannot be a provider’s name: 2 to 31 lower-case letters, digits and single dashes between them, ` +
        'a letter first, such as acme or blue-bank',
    );
  }
  const words = name.split('-').map((word) => word[0].toUpperCase() + word.slice(1));
  const Pascal = words.join('');
  const camel = Pascal[0].toLowerCase() + Pascal.slice(1);
  if (RESERVED.has(name) || !isIdentifier(camel)) throw new Refused(`"${name}" means something else here already`);
  if (title !== undefined && !TITLE.test(title)) {
    throw new Refused('the title is 1 to 60 letters, digits, spaces and . , & ( ) ’ -, a letter or digit first');
  }
  return { name, camel, Pascal, PREFIX: name.toUpperCase().replaceAll('-', '_'), title: title ?? words.join(' ') };
}

function split(args) {
  const [name, option, title, ...rest] = args;
  if (option === undefined) return { name };
  if (option !== '--title' || title === undefined || rest.length > 0) throw new Refused(USAGE);
  return { name, title };
}

/** False for words of the language, such as `package`. */
function isIdentifier(word) {
  try {
    new Function(`'use strict'; async () => { const ${word} = 0; };`);
    return true;
  } catch {
    return false;
  }
}
