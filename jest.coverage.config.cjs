const config = require('./jest.config.cjs');

/** All tests, counted; without those that look at the package, which is built with source maps here. */
module.exports = {
  ...config,
  testPathIgnorePatterns: ['/node_modules/', '/package\\.test\\.ts$'],
  reporters: [...config.reporters, '<rootDir>/test/kit/merge-coverage.cjs'],
};
