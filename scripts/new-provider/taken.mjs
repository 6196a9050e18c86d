import { Refused } from './names.mjs';

/** What `connectionSettings` and the template of the settings declare below a prefix. */
const SETTINGS = ['BASE_URL', 'TIMEOUT_MS', 'UPLOAD_TIMEOUT_MS', 'CA_FILE', 'API_KEY', 'API_KEY_FILE'];
const SECTION = /^# --- (.+) ---$/gm;
const SETTING = /^#?([A-Z][A-Z\d_]*)=/gm;

/**
 * Throws `Refused` when something of the gateway or of another provider has the provider’s title, a setting or the
 * name in the code already. Titles and settings are read from the text of `.env.example`, which lists them all.
 */
export function requireFree({ name, camel, PREFIX, title }, { environmentExample, registered }) {
  const titles = namesIn(environmentExample, SECTION);
  const sameTitle = titles.find((other) => sound(other) === sound(title));
  if (sameTitle) throw new Refused(`the title “${title}” is taken by “${sameTitle}”: give another one with --title`);

  const declared = new Set(namesIn(environmentExample, SETTING));
  const sameSetting = SETTINGS.map((setting) => `${PREFIX}_${setting}`).find(
    (setting) => declared.has(setting) || declared.has(setting.replace(/_FILE$/, '')),
  );
  if (sameSetting)
    throw new Refused(`"${name}" cannot be a provider’s name: the setting ${sameSetting} exists already`);

  if (new RegExp(`^import \\{ ${camel} \\} `, 'm').test(registered)) {
    throw new Refused(`"${name}" cannot be a provider’s name: another provider is ${camel} in the code`);
  }
}

function namesIn(text, form) {
  return [...text.matchAll(form)].map(([, name]) => name);
}

/** Titles that differ in case, blanks and punctuation only are one title to a reader. */
function sound(title) {
  return title.toLowerCase().replace(/[^\p{L}\p{M}\d]/gu, '');
}
