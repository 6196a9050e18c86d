import { describe, expect, it } from '@jest/globals';
import { layerOf, sourceFiles, type Import, type SourceFile } from './source-files.js';

/** What each layer may import of ours, in the one direction api → providers → platform → canonical. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  canonical: ['canonical'],
  platform: ['platform', 'canonical'],
  providers: ['providers', 'platform', 'canonical'],
  api: ['api', 'providers', 'platform', 'canonical'],
};
/** The files and folders that put the layers together. */
const COMPOSITION_ROOT = /^(?:(?:app\.module|app|start|serve|main)\.ts$|(?:openapi|sandbox|tools)\/)/;
const HTTP_PACKAGES = /^(?:axios|undici|@nestjs\/axios)(?:\/|$)/;
const SIMULATOR = /\.simulator(?:-[a-z]+)*(?:\.ts)?$|^platform\/simulation\//;

const files = sourceFiles();
const providerFolders = new Set(
  files.flatMap(({ path }) => /^providers\/([^/]+)\/[^/]+\.module\.ts$/.exec(path)?.[1] ?? []),
);

/** The provider whose folder a path is in, or null. */
function providerOf(path: string): string | null {
  const folder = /^providers\/([^/]+)\//.exec(path)?.[1] ?? '';
  return providerFolders.has(folder) ? folder : null;
}

/** `from → to` for every import that breaks a rule. */
function violations(breaks: (file: SourceFile, imported: Import) => boolean, among = files): string[] {
  return among.flatMap((file) =>
    file.imports.filter((imported) => breaks(file, imported)).map(({ target }) => `${file.path} → ${target}`),
  );
}

describe('imports', () => {
  it('the tree is what these rules are about', () => {
    expect([...new Set(files.map(({ path }) => layerOf(path)))].filter((layer) => layer !== '').sort()).toEqual(
      expect.arrayContaining(['api', 'canonical', 'platform', 'providers', 'sandbox']),
    );
    expect(providerFolders.size).toBeGreaterThanOrEqual(3);
    const outside = files.filter(({ path }) => !(layerOf(path) in MAY_IMPORT) && !COMPOSITION_ROOT.test(path));
    expect(outside.map(({ path }) => path)).toEqual([]);
  });

  it('point one way: api → providers → platform → canonical; nobody imports the composition root', () => {
    const wrong = violations((file, { own, target }) => {
      const allowed = MAY_IMPORT[layerOf(file.path)];
      return own && allowed !== undefined && !allowed.includes(layerOf(target));
    });
    expect(wrong).toEqual([]);
  });

  it('a provider never imports another provider', () => {
    const wrong = violations(
      (file, { own, target }) => {
        const [from, to] = [providerOf(file.path), own ? providerOf(target) : null];
        return from !== null && to !== null && from !== to;
      },
      sourceFiles({ specs: true }),
    );
    expect(wrong).toEqual([]);
  });

  it('only registered.ts names providers, and only their modules', () => {
    const wrong = violations((file, { own, target }) => {
      const to = own ? providerOf(target) : null;
      if (to === null || providerOf(file.path) === to) return false;
      return file.path !== 'providers/registered.ts' || target !== `providers/${to}/${to}.module`;
    });
    expect(wrong).toEqual([]);
  });

  it('what the providers share names none of them', () => {
    const shared = files.filter(({ path }) => !COMPOSITION_ROOT.test(path) && providerOf(path) === null);
    const names = new RegExp(`['"\`](?:${[...providerFolders].join('|')})['"\`]`);
    const naming = shared.filter(({ path, tree }) => {
      return /^(?:api|providers|platform)\//.test(path) && names.test(codeWithoutExamples(tree.text));
    });
    expect(naming.map(({ path }) => path)).toEqual([]);
  });

  it('api/ sees of the providers what lies at the top of their folder: port and registry', () => {
    const wrong = violations((file, { own, target }) => {
      return layerOf(file.path) === 'api' && own && /^providers\/.+\//.test(target);
    });
    expect(wrong).toEqual([]);
  });

  it('only platform/http speaks HTTP to the outside', () => {
    const wrong = violations(({ path }, { own, target }) => {
      return !own && HTTP_PACKAGES.test(target) && !path.startsWith('platform/http/');
    });
    expect(wrong).toEqual([]);
    const fetching = files.filter(({ tree }) => /(?<![\w.'"`])fetch\(/.test(tree.text));
    expect(fetching.map(({ path }) => path)).toEqual([]);
  });

  it('only platform/metrics knows prom-client, and only platform/tracing OpenTelemetry', () => {
    const wrong = violations(({ path }, { own, target }) => {
      if (own) return false;
      if (/^prom-client(?:\/|$)/.test(target)) return !path.startsWith('platform/metrics/');
      return target.startsWith('@opentelemetry/') && !path.startsWith('platform/tracing/');
    });
    expect(wrong).toEqual([]);
    // Of OpenTelemetry only the API is there while tracing is off.
    const loaded = violations((_file, { target, dynamic }) => {
      return target.startsWith('@opentelemetry/') && target !== '@opentelemetry/api' && !dynamic;
    });
    expect(loaded).toEqual([]);
  });

  it('canonical/ does no I/O and runs nothing of Nest but its documentation decorators', () => {
    const wrong = violations(({ path }, { own, target }) => {
      return path.startsWith('canonical/') && !own && target !== '@nestjs/swagger';
    });
    expect(wrong).toEqual([]);
  });

  it('simulators are loaded by the registration and the sandbox only, and never with the program', () => {
    const wrong = violations((file, { own, target, typeOnly, dynamic }) => {
      if (!own || typeOnly || !SIMULATOR.test(target) || SIMULATOR.test(file.path)) return false;
      const provider = providerOf(file.path);
      return !(dynamic && provider !== null && file.path === `providers/${provider}/${provider}.module.ts`);
    });
    expect(wrong).toEqual([]);
    const statically = violations(({ path }, { target, typeOnly, dynamic }) => {
      return /^sandbox\//.test(target) && !typeOnly && !dynamic && !path.startsWith('sandbox/');
    });
    expect(statically).toEqual([]);
  });

  it('no import is made up at run time', () => {
    expect(violations((_file, { target }) => target === '(computed)')).toEqual([]);
  });
});

/** Examples and texts for people may name a provider; decisions may not. */
function codeWithoutExamples(text: string): string {
  return text
    .replace(/(?:example|description|detail|summary): [^\n]*/g, '')
    .replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
}
