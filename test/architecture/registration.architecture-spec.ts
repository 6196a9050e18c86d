import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { operationsOf } from '../../src/providers/provider.js';
import { REGISTERED_PROVIDERS } from '../../src/providers/registered.js';
import { ROOT, sourceFiles } from './source-files.js';

const providers = join(ROOT, 'src/providers');
const folders = readdirSync(providers, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .filter(({ name }) => readdirSync(join(providers, name)).some((file) => file.endsWith('.module.ts')))
  .map(({ name }) => name)
  .sort();
const names = REGISTERED_PROVIDERS.map(({ name }) => name);

describe('registration', () => {
  it('one folder, one line: every provider folder is registered, and nothing else', () => {
    expect([...names].sort()).toEqual(folders);
    expect(new Set(names).size).toBe(names.length);
  });

  it('registered.ts imports exactly those folders', () => {
    const file = sourceFiles().find(({ path }) => path === 'providers/registered.ts');
    const imported = file?.imports.flatMap(({ target }) => /^providers\/([^/]+)\//.exec(target)?.[1] ?? []);
    expect(imported?.sort()).toEqual(folders);
  });

  it.each(REGISTERED_PROVIDERS)('the name of $name is the prefix of its settings', ({ name, settings }) => {
    const prefix = `${name.toUpperCase().replaceAll('-', '_')}_`;
    expect(settings.filter((setting) => !setting.name.startsWith(prefix))).toEqual([]);
    expect(settings.filter(({ description }) => !description.trim().endsWith('.'))).toEqual([]);
  });

  it.each(REGISTERED_PROVIDERS)('the files of $name begin with its name', ({ name }) => {
    const files = readdirSync(join(providers, name)).filter((file) => file.endsWith('.ts'));
    expect(files.filter((file) => !file.startsWith(`${name}.`))).toEqual([]);
  });

  it.each(REGISTERED_PROVIDERS)('$name can do something, and explains its quirks in order', ({ adapter, tables }) => {
    expect(operationsOf(adapter).length).toBeGreaterThan(0);
    expect(tables.quirks.map(({ number }) => number)).toEqual(tables.quirks.map((_, index) => index + 1));
    expect(Object.keys(tables.fields)).toContain('customer');
  });

  it('no provider takes another one’s ids for its own', () => {
    for (const { name, idPattern } of REGISTERED_PROVIDERS) {
      expect(idPattern.source).toMatch(/^\^.*\$$/);
      expect(idPattern.test(`${name}:`)).toBe(false);
    }
  });
});
