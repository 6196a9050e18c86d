/** Jest runs the TypeScript sources as native ES modules; `GATEWAY_E2E_DIST=1` makes the e2e suites boot `dist` instead. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts', '**/*-spec.ts'],
  // They measure, so nothing else may run beside them: GATEWAY_LOAD_TESTS=1 npm test -- test/load test/soak -i
  testPathIgnorePatterns: ['/node_modules/', ...(process.env['GATEWAY_LOAD_TESTS'] ? [] : ['/test/(?:load|soak)/'])],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // Its ES modules import JSON in a way that Jest complains about.
    '^libphonenumber-js/max$': '<rootDir>/node_modules/libphonenumber-js/max/index.cjs',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2024',
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  setupFilesAfterEnv: ['<rootDir>/test/support/second-tries.ts'],
  testTimeout: 40_000,
};
