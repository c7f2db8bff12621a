import { appendFileSync } from 'node:fs';
import fc from 'fast-check';
import { type Case, Driver } from './driver';
import { almostValid, answers, argv, config, environment, tree, word } from './given';
import { expectPromises } from './promises';

/**
 * Whatever is given, the promises hold. FUZZ_SECONDS is the time for each property (60), FUZZ_SEED repeats a run,
 * FUZZ_RECORD names a file for what was run.
 */
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 60);
const SEED = process.env['FUZZ_SEED'] === undefined ? {} : { seed: Number(process.env['FUZZ_SEED']) };

const driver = new Driver();
afterAll(() => driver.end());

const DRY = ['--dry-run', '--json'] as const;
const VALID = ['my-app', '--registry-user', 'acme'] as const;

const record = (what: string, runs: number): void => {
  const file = process.env['FUZZ_RECORD'];
  if (file) appendFileSync(file, `${JSON.stringify({ what, runs, seconds: SECONDS })}\n`);
};

const TARGETS: Readonly<Record<string, fc.Arbitrary<Case>>> = {
  'any words': argv.map((words) => ({ argv: [...DRY, ...words] })),
  'any words, told to people': argv.map((words) => ({ argv: ['--dry-run', ...words] })),
  'almost valid words': almostValid.map((words) => ({ argv: [...DRY, ...words] })),
  'any config file': config.map((text) => ({ argv: [...DRY, ...VALID, '--config', 'config.yaml'], config: text })),
  'any answers on standard input': answers.map((value) => ({
    argv: [...DRY, 'my-app', '--config', '-'],
    input: JSON.stringify(value),
  })),
  'any environment': environment.map((env) => ({ argv: [...DRY, ...VALID], env })),
  'any environment and words': fc
    .tuple(environment, almostValid)
    .map(([env, words]) => ({ argv: ['--dry-run', ...words], env })),
  'any template': tree.map((files) => ({ argv: [...DRY, ...VALID, '--template', './tpl'], tree: files })),
  'any answer to a template': fc.tuple(tree, fc.array(word, { maxLength: 3 })).map(([files, sets]) => ({
    argv: ['--dry-run', ...VALID, '--template', './tpl', ...sets.flatMap((set) => ['--set', set])],
    tree: files,
  })),
};

test.each(Object.keys(TARGETS))(
  '%s',
  async (name) => {
    const before = driver.runs;
    await fc.assert(
      fc.asyncProperty(TARGETS[name]!, async (one) => expectPromises(one, await driver.run(one))),
      { numRuns: 1_000_000, interruptAfterTimeLimit: SECONDS * 1000, markInterruptAsFailure: false, ...SEED },
    );
    record(name, driver.runs - before);
  },
  (SECONDS + 120) * 1000,
);

const line = fc.string({ unit: 'grapheme', maxLength: 60 }).map((value) => value.trim());
const list = (...values: string[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 }).map((items) => items.join(','));
const accepted = fc.record(
  {
    name: fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,5}){0,2}$/),
    registry: fc.constantFrom('docker.io', 'ghcr.io', 'none', 'localhost:5000', 'registry.example.com', 'quay.io'),
    tags: list('latest', 'semver', 'sha', 'branch', 'date', 'v1.0', 'edge'),
    description: line,
    author: line,
    license: fc.constantFrom('none', 'MIT', 'Apache-2.0', 'proprietary'),
    app: fc.constantFrom('web', 'api'),
    python: fc.constantFrom('3.11', '3.12', '3.13', '3.14'),
    'base-image': fc.constantFrom('python:3.14-slim', 'mirror.example.com/python:3.13-slim'),
    'package-manager': fc.constantFrom('pip', 'uv'),
    dockerfile: fc.constantFrom('production', 'simple'),
    port: fc.integer({ min: 1024, max: 65_535 }).map(String),
    platforms: list('linux/amd64', 'linux/arm64'),
    ci: fc.constantFrom('github', 'none'),
    branch: fc.stringMatching(/^[a-z]{1,8}(\/[a-z0-9]{1,5})?$/),
  },
  { requiredKeys: [] },
);

test(
  'what is accepted replays: the words of the report, and the answers as a config file, plan the same bytes',
  async () => {
    const before = driver.runs;
    await fc.assert(
      fc.asyncProperty(accepted, async (values) => {
        const words = Object.entries(values).map(([key, value]) => `--${key}=${value}`);
        const user = values.registry === 'none' ? [] : ['--registry-user', 'acme'];
        const one = { argv: [...DRY, 'my-app', ...user, ...words] };
        const outcome = await driver.run(one);
        expectPromises(one, outcome);
        if (outcome.exitCode !== 0) return;
        const { files, replay, answers: given } = JSON.parse(outcome.stdout);
        const again = await driver.run({ argv: [...DRY, ...replay] });
        expect(JSON.parse(again.stdout)).toMatchObject({ files, answers: given });
        const fromFile = await driver.run({
          argv: [...DRY, 'my-app', '--config', 'config.yaml'],
          config: JSON.stringify(given, (_, value) => (value === '' ? undefined : value)),
        });
        expect(JSON.parse(fromFile.stdout)).toMatchObject({ files, problems: [] });
      }),
      { numRuns: 1_000_000, interruptAfterTimeLimit: SECONDS * 1000, markInterruptAsFailure: false, ...SEED },
    );
    record('accepted answers replay', driver.runs - before);
  },
  (SECONDS + 120) * 1000,
);
