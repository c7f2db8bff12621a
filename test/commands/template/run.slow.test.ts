import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newRepository, serveGit } from '../../kit/git-server';
import { newFolder, runProgram } from '../../kit/program';
import { leftIn, templateFolder } from '../../kit/team';

/** `template check --run`, on a machine with Python and without an engine. */

interface Step {
  readonly plan: string;
  readonly step: string;
  readonly status: string;
  readonly command?: string;
  readonly why?: string;
  readonly cause?: string;
}

interface Report {
  readonly outcome: string;
  readonly runs?: readonly Step[];
  readonly findings: readonly { readonly message: string; readonly plan?: string }[];
  readonly problems: readonly { readonly code: string; readonly message: string; readonly fix?: string }[];
  readonly notes?: readonly string[];
}

/** A PATH with these programs of the machine alone, and node. */
const pathWith = async (...names: readonly string[]): Promise<string> => {
  const folder = newFolder();
  for (const name of ['node', ...names]) {
    // A Python may be a shim, which needs more than itself.
    const asked = name.startsWith('python') ? [name, '-c', 'import sys; print(sys.executable)'] : ['which', name];
    const found = await runProgram(asked.slice(1), { program: [asked[0]!] });
    writeFileSync(join(folder, name), `#!/bin/sh\nexec ${found.stdout.trim()} "$@"\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
};

const check = async (source: string, env: Readonly<Record<string, string>>, cwd = newFolder()) => {
  const ended = await runProgram(['template', 'check', source, '--run', '--json'], { env, cwd, timeout: 200_000 });
  return { exitCode: ended.exitCode, stderr: ended.stderr, report: JSON.parse(ended.stdout) as Report };
};

/** Stands for the real one, which is not fetched here: it is run as `python -m pytest`, and says what it sees. */
const PYTEST = `import os, pathlib, sys
print(sorted(name for name in os.environ if name.startswith(("TOKEN", "PIP_", "AWS_"))), os.environ["HOME"] != "/root")
pathlib.Path("left-behind").write_text("x")
sys.exit(int(open("tests/test_exit.py").read().split("=")[1]))
`;

const made = (exit: number, more: Readonly<Record<string, string>> = {}) =>
  templateFolder({
    'template.yaml': 'format: 1\nname: alone\nextends: none\n',
    'files/requirements.txt': '# nothing\n',
    'files/pytest.py': PYTEST,
    'files/tests/test_exit.py': `EXIT=${exit}\n`,
    ...more,
  });

jest.setTimeout(240_000);

test('tests are run in a folder that goes; what cannot be run is skipped, with the reason', async () => {
  const TMPDIR = newFolder();
  const PATH = await pathWith('python3');
  const { exitCode, report } = await check(made(0), { PATH, TMPDIR, TOKEN: 'x', AWS_SECRET: 'x' });
  expect(report.runs).toEqual([
    {
      plan: 'defaults',
      step: 'set-up',
      status: 'pass',
      command: 'python3 -m venv .venv && .venv/bin/python -m pip install --quiet --requirement requirements.txt',
      durationMs: expect.any(Number),
    },
    expect.objectContaining({ step: 'tests', status: 'pass', command: '.venv/bin/python -m pytest' }),
    { plan: 'defaults', step: 'build', status: 'skip', why: 'it has no Dockerfile' },
  ]);
  expect({ exitCode, outcome: report.outcome, left: leftIn(TMPDIR) }).toEqual({
    exitCode: 0,
    outcome: 'pass',
    left: [],
  });
  expect(readdirSync(TMPDIR)).toEqual([]);
});

test('tests that fail are a fault with what they said; they see no tokens', async () => {
  const PATH = await pathWith('python3');
  const { exitCode, report } = await check(made(3), { PATH, TOKEN: 'x', AWS_SECRET: 'x' });
  expect({ exitCode, outcome: report.outcome }).toEqual({ exitCode: 1, outcome: 'fail' });
  expect(report.findings).toEqual([
    expect.objectContaining({ message: 'tests: .venv/bin/python -m pytest: [] True', plan: 'defaults' }),
  ]);
});

test('each example is run, and no more than four', async () => {
  const examples = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`examples/e${n}.yaml`, `name: app-${n}\n`]));
  const PATH = await pathWith('python3');
  const { report } = await check(made(0, { 'files/tests/name.py': '', ...examples, 'files/requirements.txt': '' }), {
    PATH,
  });
  expect([...new Set(report.runs?.map(({ plan }) => plan))]).toEqual([1, 2, 3, 4].map((n) => `examples/e${n}.yaml`));
  expect(report.notes).toContain('of 5 examples the first 4 were run');
});

test.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
  ['no Python', [], {}, 'there is no python3 here'],
  ['no uv', ['python3'], { 'files/uv.lock': 'version = 1\n' }, 'there is no uv here'],
])('where nothing could be run for want of a tool it says so and ends with 69: %s', async (_, programs, files, why) => {
  const { exitCode, report } = await check(made(0, files), { PATH: await pathWith(...programs) });
  expect({ exitCode, outcome: report.outcome }).toEqual({ exitCode: 69, outcome: 'failed' });
  expect(report.problems).toEqual([expect.objectContaining({ code: 'tool', message: `tests: ${why}` })]);
});

test('where there is no engine the build is skipped, and the tests decide', async () => {
  const files = { 'files/Dockerfile': 'FROM scratch\nCOPY . .\n' };
  const { exitCode, report } = await check(made(0, files), { PATH: await pathWith('python3') });
  expect(exitCode).toBe(0);
  expect(report.runs?.at(-1)).toMatchObject({ step: 'build', status: 'skip', why: 'docker was not found' });
});

test('an index that cannot be reached is no fault of the template: 75', async () => {
  const files = { 'files/requirements.txt': 'flask==3.1.2\n' };
  const { exitCode, report } = await check(made(0, files), {
    PATH: await pathWith('python3'),
    PIP_INDEX_URL: 'http://127.0.0.1:9/simple',
    PIP_RETRIES: '1',
  });
  expect({ exitCode, outcome: report.outcome }).toEqual({ exitCode: 75, outcome: 'failed' });
  expect(report.findings).toEqual([]);
  expect(report.runs?.map(({ step, status }) => `${step} ${status}`)).toEqual([
    'set-up error',
    'tests skip',
    'build skip',
  ]);
});

test('a Python that cannot make an environment is the machine’s fault: 69', async () => {
  const PATH = await pathWith();
  writeFileSync(join(PATH, 'python3'), '#!/bin/sh\necho ensurepip is not available >&2\nexit 1\n', { mode: 0o755 });
  const { exitCode, report } = await check(made(0), { PATH });
  expect([exitCode, report.findings]).toEqual([69, []]);
  expect(report.problems[0]!.message).toContain('ensurepip is not available');
});

test('a template with faults is not run', async () => {
  const { exitCode, report } = await check(made(0, { 'files/a.yaml': 'a: [\n' }), { PATH: await pathWith('python3') });
  expect([exitCode, report.runs]).toEqual([1, undefined]);
  expect(report.notes).toContain('nothing was run: it has faults');
});

test('what is not pinned is not run unasked: 77 with the pinned form', async () => {
  const server = await serveGit(newFolder());
  const commit = newRepository(server.root, 'team.git').publish({
    'template.yaml': 'format: 1\nname: alone\nextends: none\n',
    'files/tests/test_x.py': '',
  });
  const { exitCode, report } = await check(`git+${server.url}/team.git#main`, {}).finally(() => server.close());
  expect([exitCode, report.outcome]).toEqual([77, 'refused']);
  expect(report.problems[0]!.fix).toContain(`#${commit}`);
});

test('--run goes with check', async () => {
  const ended = await runProgram(['template', 'new', 'x', '--run']);
  expect(ended.exitCode).toBe(2);
  expect(ended.stderr).toContain('--run goes with template check');
});
