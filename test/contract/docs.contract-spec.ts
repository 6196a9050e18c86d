import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const pages = ['CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', ...globSync('docs/**/*.md', { cwd: root })];
const read = (page: string) => readFileSync(join(root, page), 'utf8');
const sources = globSync('{src,test}/**/*-spec.ts', { cwd: root }).concat(globSync('src/**/*.spec.ts', { cwd: root }));

describe.each(pages)('%s', (page) => {
  test('links to files that are there', () => {
    const links = [...read(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, path]) => path as string);
    expect(links.filter((path) => !existsSync(join(root, dirname(page), path)))).toEqual([]);
  });

  test('names specs that are there, and says how those run that `npm test` leaves out', () => {
    const named = [...read(page).matchAll(/`([\w/.-]+[.-]spec\.ts)`/g)].map(([, name]) => name as string);
    // Suffixes, and the provider that CONTRIBUTING.md makes up.
    const files = named.filter((name) => !/^\.|^acme\./.test(name));
    expect(files.filter((name) => !sources.some((path) => `/${path}`.endsWith(`/${name}`)))).toEqual([]);
    if (named.some((name) => /\.(?:load|soak)-spec\.ts$/.test(name)))
      expect(read(page)).toContain('GATEWAY_LOAD_TESTS=1');
  });
});
