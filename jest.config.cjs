const { availableParallelism } = require('node:os');

const transform = {
  '^.+\\.ts$': [
    'ts-jest',
    {
      diagnostics: false,
      tsconfig: {
        module: 'commonjs',
        moduleResolution: 'node10',
        esModuleInterop: true,
        isolatedModules: true,
        verbatimModuleSyntax: false,
        ignoreDeprecations: '6.0',
        target: 'es2022',
        resolveJsonModule: true,
      },
    },
  ],
};

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/kit/clean-environment.cjs',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  filter: '<rootDir>/test/kit/chosen-tests.cjs',
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/dist\\.', '<rootDir>/\\.stryker-tmp/'],
  transform,
  // Packages that are ES modules only: Node 20 cannot require them, so the tests take the built ones.
  moduleNameMapper: {
    '^yargs/helpers$': '<rootDir>/test/kit/yargs-helpers.cjs',
    '^execa$': '<rootDir>/test/kit/execa.cjs',
  },
  reporters: ['default', '<rootDir>/test/kit/left-out.cjs'],
  runner: '<rootDir>/test/kit/engine-last.cjs',
  // Two test files run beside each other on the smallest machine; the runner has those with an engine wait.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  testTimeout: 120_000,
};
