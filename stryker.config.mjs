/** Mutation testing of the pure rooms: docs/mutation.md says what it found. */
export default {
  testRunner: 'jest',
  jest: { configFile: 'jest.mutation.config.cjs' },
  mutate: ['src/options/**/*.ts', 'src/plan/**/*.ts'],
  coverageAnalysis: 'perTest',
  // Constants are made once, when a file is loaded: a mutant of one would take a process of its own. The golden tests hold them.
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 3_000,
  thresholds: { high: 90, low: 80, break: 80 },
  // Only what the tests read is copied into the sandbox.
  ignorePatterns: [
    '*',
    '!src/**',
    '!test/**',
    '!templates/**',
    '!schema/**',
    '!docs/**',
    '!*.cjs',
    '!*.json',
    '!*.md',
    'test/registry',
  ],
  reporters: ['clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false },
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  htmlReporter: { fileName: 'reports/mutation/mutation.html' },
  jsonReporter: { fileName: 'reports/mutation/mutation.json' },
  disableTypeChecks: false,
};
