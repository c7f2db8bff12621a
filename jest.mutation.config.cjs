const { filter: _, reporters: __, ...config } = require('./jest.config.cjs');

/** The tests of the pure rooms alone, without a child process: what mutation testing runs thousands of times. */
module.exports = {
  ...config,
  testEnvironment: 'node',
  testMatch: ['options', 'plan'].map((room) => `<rootDir>/test/${room}/**/*.test.ts`),
  testTimeout: 5_000,
};
