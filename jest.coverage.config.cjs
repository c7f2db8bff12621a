const config = require('./jest.config.cjs');

/** All tests, counted; without those that look at the package, which is not built with counters. */
module.exports = {
  ...config,
  testPathIgnorePatterns: [...config.testPathIgnorePatterns, '/package\\.test\\.ts$'],
  transform: Object.fromEntries(
    Object.entries(config.transform).map(([pattern, [, options]]) => [
      pattern,
      ['<rootDir>/build/counting-transform.cjs', options],
    ]),
  ),
  setupFilesAfterEnv: ['<rootDir>/build/counting-setup.cjs'],
};
