import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintDockerfile } from '../../../src/commands/verify/measure/lint';
import type { ProofRun } from '../../../src/commands/verify/measure/run';
import { dockerOf } from '../../../src/machine/docker';
import { newFolder } from '../../kit/program';

/** The linters of a Dockerfile: what is told of those that are there, and of those that are not. */

const lint = (programs: Readonly<Record<string, string>>, target?: string) => {
  const folder = newFolder();
  for (const [name, script] of Object.entries(programs))
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const world = {
    cwd: folder,
    env: { PATH: folder },
    platform: process.platform,
    untrusted: new Set<string>(),
    ending: new AbortController().signal,
  };
  const repository = {
    directory: folder,
    context: folder,
    dockerfile: { path: 'Dockerfile', text: '' },
    buildArgs: { A: '1' },
    ...(target === undefined ? {} : { target }),
  };
  return lintDockerfile({ docker: dockerOf(world), repository, world, say: () => undefined } as unknown as ProofRun);
};

const printing = (document: unknown): string => `printf '%s' '${JSON.stringify(document)}'`;

test('findings of both are told with rule and line, as far as a linter gives them', async () => {
  const { warnings, ran, absent } = await lint({
    docker: printing({
      warnings: [
        { ruleName: 'StageNameCasing', detail: 'lower case', location: { ranges: [{ start: { line: 3 } }] } },
        { description: 'only described' },
        {},
      ],
    }),
    hadolint: printing([{ code: 'DL3007', line: 2, message: 'pin it' }, {}]),
  });
  expect(warnings).toEqual([
    { tool: 'docker build --check', rule: 'StageNameCasing', line: 3, message: 'lower case' },
    { tool: 'docker build --check', rule: '', line: 1, message: 'only described' },
    { tool: 'docker build --check', rule: '', line: 1, message: '' },
    { tool: 'hadolint', rule: 'DL3007', line: 2, message: 'pin it' },
    { tool: 'hadolint', rule: '', line: 1, message: '' },
  ]);
  expect([ran, absent]).toEqual([['docker build --check', 'hadolint'], []]);
});

test('a linter that is not installed, or knows no such call, is absent and not clean', async () => {
  expect(await lint({ docker: 'echo "unknown flag: --call" >&2; exit 125' })).toEqual({
    warnings: [],
    ran: [],
    absent: ['docker build --check was not found', 'hadolint was not found'],
  });
});

test('the target that is built is the one that is judged', async () => {
  const { warnings, ran } = await lint(
    { docker: `case "$*" in *"--build-arg A=1 --target production"*) ${printing({})};; esac`, hadolint: 'exit 1' },
    'production',
  );
  expect([warnings, ran]).toEqual([[], ['docker build --check']]);
});
