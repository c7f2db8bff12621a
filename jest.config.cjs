const { spawnSync } = require('node:child_process');
const { dockerd } = require('./test/kit/dockerd.cjs');

/** ENGINE_TESTS=required fails without an engine, =none leaves those tests out, otherwise the engine decides. */
const wanted = process.env.ENGINE_TESTS ?? 'auto';
const engine = wanted !== 'none' && spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;
/** Tests that empty an engine start their own: that takes root and the engine's program. */
const daemon = engine && dockerd !== undefined;
if (wanted === 'required' && !engine) throw new Error('ENGINE_TESTS=required, and no Docker Engine answers');

const LONG = ['\\.matrix\\.test\\.ts$', '\\.mutants\\.test\\.ts$', '\\.faults\\.test\\.ts$', '\\.fuzz\\.test\\.ts$'];
const long = process.env.LONG_TESTS === 'true';

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
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(long ? [] : LONG),
    ...(engine ? [] : ['\\.engine\\.test\\.ts$']),
    ...(daemon ? [] : ['\\.daemon\\.test\\.ts$']),
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/dist\\.', '<rootDir>/\\.stryker-tmp/'],
  transform,
  // Packages that are ES modules only: Node 20 cannot require them, so the tests take the built ones.
  moduleNameMapper: {
    '^yargs/helpers$': '<rootDir>/test/kit/yargs-helpers.cjs',
  },
  reporters: ['default', ['<rootDir>/test/kit/left-out.cjs', { engine, wanted, daemon }]],
  testTimeout: 120_000,
};
