import { dirname } from 'node:path';

const SCOPE = [
  'src/platform/resilience/*.ts',
  'src/platform/http/{deadline,json-depth,json-reader,retry-after,upstream-error,exact-numbers}.ts',
  'src/providers/mapping/*.ts',
  'src/providers/*/*.transforms.ts',
  'src/providers/{error-translation,paging,cursor,provider-id,upstream-report}.ts',
];

/**
 * The specs that run for each mutant: those that `MUTATION_SPECS` names, or those in the folders of the files to be
 * mutated, since suites that boot a gateway are too slow for each mutant.
 */
function specs() {
  const named = process.env.MUTATION_SPECS?.split(',').map((name) => `**/${name}.spec.ts`);
  if (named) return named;
  const asked = process.argv.join(' ').match(/(?:-m|--mutate)[ =](\S+)/)?.[1];
  const folders = new Set((asked?.split(',') ?? SCOPE).map((file) => dirname(file)));
  return [...folders].map((folder) => `**/${folder}/*.spec.ts`);
}

/**
 * Mutation testing of the code that must not be wrong: what protects a provider call, and what maps its answers.
 * `npm run mutation -- --mutate <files>` does a part; the results of all runs add up in `reports/mutation`.
 */
export default {
  mutate: [...SCOPE, '!src/**/*.spec.ts'],
  testRunner: 'jest',
  // Jest runs native ES modules here.
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: {
    configFile: 'jest.config.js',
    config: {
      testMatch: specs(),
      // A mutant that never answers should fail its test before Stryker has to kill the process.
      testTimeout: 1_500,
    },
  },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // Modules loaded by earlier runs are never given back.
  maxTestRunnerReuse: 60,
  timeoutMS: 6_000,
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  tempDirName: 'reports/sandboxes',
  reporters: ['clear-text', 'json', 'html'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  htmlReporter: { fileName: 'reports/mutation/mutation.html' },
  allowConsoleColors: false,
};
