import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Case, Driver } from './driver';
import { almostValid, environment, tree } from './given';
import { expectPromises } from './promises';

/** What failed once, or is of the kind that fails, and a handful of new cases; `npm run fuzz` goes on for minutes. */

const CORPUS: readonly Case[] = JSON.parse(readFileSync(join(__dirname, 'corpus', 'cases.json'), 'utf8'));

const driver = new Driver();
afterAll(() => driver.end());

test('the corpus', async () => {
  for (const one of CORPUS) expectPromises(one, await driver.run(one));
});

test('a config file and a template are looked for in the current folder', async () => {
  const config = { argv: ['--dry-run', '--json', 'my-app', '--registry-user', 'acme', '--config', 'config.yaml'] };
  const planned = JSON.parse((await driver.run({ ...config, config: 'port: 8001\n' })).stdout);
  expect(planned.answers.port).toBe(8001);
});

test('two hundred new cases, the same ones each time', async () => {
  const given = fc.record(
    { argv: almostValid.map((words) => ['--dry-run', ...words]), env: environment, tree },
    { requiredKeys: ['argv'] },
  );
  await fc.assert(
    fc.asyncProperty(given, async (one) => expectPromises(one, await driver.run(one))),
    { numRuns: 200, seed: 1 },
  );
});
