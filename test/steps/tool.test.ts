import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environmentFor } from '../../src/machine/environment';
import type { World } from '../../src/machine/world';
import { runSteps } from '../../src/steps/run-steps';
import type { Step, Tool } from '../../src/steps/step';
import { newFolder } from '../kit/program';

/** A step brings its program along: a row of its own says what that gets, how it is called, and what its failures mean. */

interface Context {
  readonly token: string;
}

const HOST: Tool = {
  name: 'host',
  without: '--no-push',
  environment: ({ world }) => environmentFor('git', world, { HOST_PROMPT: 'disabled' }),
  prepare: async () => ['--quiet'],
  argv: (words, settings) => ['host', ...settings, ...words],
  diagnose: async (_, { exitCode }) =>
    exitCode === 4
      ? { end: 'untrusted', problem: { code: 'tool', message: 'host is not logged in', fix: 'host auth login' } }
      : undefined,
};

const STEPS: readonly Step<Context>[] = [
  {
    id: 'repository',
    title: () => 'repository',
    tool: HOST,
    skip: () => undefined,
    calls: () => [{ words: ['create', 'acme/app'], isFirst: true, shown: ['host', 'create', 'acme/app'] }],
  },
  {
    id: 'secrets',
    title: () => 'secrets',
    tool: HOST,
    skip: () => undefined,
    calls: ({ token }) => [
      { words: ['secret', 'set', 'TOKEN'], input: token, shown: ['host', 'secret', 'set', 'TOKEN'] },
    ],
  },
];

/** Runs both steps with a program that does what the script says. */
const ran = async (script: string | undefined) => {
  const [bin, cwd] = [newFolder(), newFolder()];
  if (script !== undefined) writeFileSync(join(bin, 'host'), `#!/bin/sh\n${script}`, { mode: 0o755 });
  const world: Pick<World, 'env' | 'cwd' | 'platform' | 'untrusted' | 'ending' | 'endedBy' | 'isTerminal'> = {
    env: { PATH: `${bin}:/usr/bin:/bin`, AWS_SECRET_ACCESS_KEY: 'canary' },
    cwd,
    platform: process.platform,
    untrusted: new Set(),
    ending: new AbortController().signal,
    endedBy: () => undefined,
    isTerminal: () => false,
  };
  const told = await runSteps(STEPS, { token: 'secret-value' }, { cwd, world: world as World }, 'posix');
  const log = join(cwd, 'log');
  return { told, log: existsSync(log) ? readFileSync(log, 'utf8') : '' };
};

const LOGS = `{ echo "$@"; env; cat; } >>log\n`;

test('it gets the environment of its row, its settings but in the first call, and the secret on standard input alone', async () => {
  const { told, log } = await ran(LOGS);
  expect(told).toMatchObject({ problems: [], results: [{ status: 'done' }, { status: 'done' }] });
  expect(log.match(/^(create|--quiet) .*$/gm)).toEqual(['create acme/app', '--quiet secret set TOKEN']);
  expect(log).toContain('HOST_PROMPT=disabled');
  expect(log).not.toContain('canary');
  expect(log.match(/secret-value/g)).toHaveLength(1);
  expect(JSON.stringify(told)).not.toContain('secret-value');
});

test('its own diagnosis ends the run; the step and the rest are told as commands', async () => {
  const { told } = await ran('exit 4\n');
  expect(told).toMatchObject({
    end: 'untrusted',
    problems: [{ message: 'host is not logged in', fix: 'host auth login' }],
    results: [
      { id: 'repository', status: 'failed', commands: ['host create acme/app'] },
      { id: 'secrets', status: 'pending', commands: ['host secret set TOKEN'] },
    ],
  });
});

test.each([
  ['fails otherwise is told in its own words', 'echo boom >&2; exit 3\n', 'io', 'host create failed: boom', undefined],
  ['is missing is told by how a run does without it', undefined, 'unavailable', 'host was not found', /--no-push$/],
])('a program that %s', async (_, script, end, message, fix) => {
  const { told } = await ran(script);
  expect(told).toMatchObject({ end, problems: [{ message }] });
  if (fix) expect(told.problems[0]!.fix).toMatch(fix);
});
