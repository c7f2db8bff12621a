import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dockerConfigWithBuildx } from '../kit/buildx';
import { build, removeLater, uniqueName } from '../kit/engine';
import { startImageRegistry } from '../kit/image-registry';
import { written } from '../kit/linters';
import { newFolder, runProgram } from '../kit/program';
import { repositoryOf } from '../kit/repositories';
import { lend, startEngine } from '../kit/second-engine';
import { stepsNamed } from '../kit/workflow';

/**
 * The pipeline's own commands, run as GitHub runs them, against a registry: what was checked is what is pushed, every
 * tag is one digest, and a version of a commit that was published gets the image that is there.
 */

jest.setTimeout(1_800_000);

const TAGS = ['latest', 'v1.0', 'sha-1a2b3c4'];
const CHECKED = uniqueName('checked');

const SHA = '1a2b3c4d'.repeat(5);

let registry: Awaited<ReturnType<typeof startImageRegistry>>;
let repository: ReturnType<typeof repositoryOf>;
let folder: string;
let image: string;
let config: string | undefined;

beforeAll(async () => {
  registry = await startImageRegistry();
  config = await dockerConfigWithBuildx();
  repository = repositoryOf({
    name: uniqueName('published'),
    registry: registry.host,
    tags: ['latest', 'v1.0', 'semver', 'sha'],
    platforms: ['linux/amd64'],
  });
  folder = written(repository);
  image = /^env: \{IMAGE: "(.*)"\}$/m.exec(repository.get('.github/workflows/image.yml')!)![1]!;
});

afterAll(() => registry.stop());

interface Ran {
  readonly exitCode: number | null;
  readonly outputs: string;
  readonly said: string;
}

/** Runs the commands of a step as GitHub does with `shell: bash`; gives what they leave as outputs. */
const step = async (name: string, cwd: string, env: Readonly<Record<string, string>>): Promise<Ran> => {
  const [output, summary] = [join(newFolder(), 'output'), join(newFolder(), 'summary')];
  // The name of the checked image is everybody's on this engine.
  const script = stepsNamed(repository, name)[0]!.run!.replaceAll('checked:latest', CHECKED);
  const ran = await runProgram(['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    program: ['bash'],
    cwd,
    env: {
      HOME: process.env['HOME'],
      DOCKER_CONFIG: config,
      IMAGE: image,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_REF_NAME: 'main',
      GITHUB_REF_TYPE: 'branch',
      GITHUB_SHA: '0'.repeat(40),
      ...env,
    },
  });
  const outputs = existsSync(output) ? readFileSync(output, 'utf8') : '';
  return { exitCode: ran.exitCode, outputs, said: ran.stdout + ran.stderr };
};

const COMPARE = 'Compare the files with what was checked';
const PUSH = 'Push with every tag, and read each back';

/** Writes an image to files as the pipeline does, below `images` in a folder of its own; gives the folder. */
const writtenToFiles = async (labels: readonly string[], from = folder): Promise<string> => {
  const work = newFolder();
  const scanner = '--sbom=generator=docker/buildkit-syft-scanner:1.12.0';
  await build(from, ...labels, scanner, '--output', `type=oci,dest=${join(work, 'images', 'amd64')},tar=false`);
  return work;
};

const digestOf = async (tag: string): Promise<string | null> =>
  (await fetch(`http://${registry.host}/v2/${image.split('/').slice(1).join('/')}/manifests/${tag}`)).headers.get(
    'docker-content-digest',
  );

test('what was checked is what is pushed, and every tag becomes one digest', async () => {
  await build(folder, '--provenance=false', '--load', '--tag', CHECKED);
  removeLater('image', 'rm', '--force', CHECKED);
  const work = await writtenToFiles([]);
  const files = join(work, 'images');
  expect(await step(COMPARE, files, { ARCH: 'amd64' })).toMatchObject({ exitCode: 0 });
  const other = await writtenToFiles(['--label', 'other=true']);
  expect((await step(COMPARE, join(other, 'images'), { ARCH: 'amd64' })).exitCode).toBe(1);

  const published = await step(PUSH, work, { TAGS: TAGS.map((tag) => `${image}:${tag}`).join('\n') });
  expect(published).toMatchObject({ exitCode: 0 });
  const index = JSON.parse(readFileSync(join(files, 'amd64', 'index.json'), 'utf8'));
  expect(published.outputs).toBe(`digest=${index.manifests[0].digest}\nbuilt=here\n`);
  for (const tag of TAGS) expect([tag, await digestOf(tag)]).toEqual([tag, index.manifests[0].digest]);
  expect((await step(PUSH, work, { TAGS: `${image}:` })).exitCode).not.toBe(0);
});

test('the comparison holds on an engine with the image store of containerd, too', async () => {
  const engine = await startEngine({ features: { 'containerd-snapshotter': true } });
  try {
    expect(await engine.docker('info', '--format', '{{.DriverStatus}}')).toContain('containerd');
    await build(folder, '--provenance=false', '--load', '--tag', CHECKED);
    await lend(CHECKED, engine);
    const work = await writtenToFiles([]);
    const env = { ARCH: 'amd64', DOCKER_HOST: engine.host };
    expect(await step(COMPARE, join(work, 'images'), env)).toMatchObject({ exitCode: 0 });
    const other = await writtenToFiles(['--label', 'other=true']);
    expect((await step(COMPARE, join(other, 'images'), env)).exitCode).toBe(1);
  } finally {
    await engine.stop();
  }
});

test('a version on a commit whose image is out gets that image, also behind a login', async () => {
  const login = 'me:a secret';
  const closed = await startImageRegistry(login);
  try {
    const own = `${closed.host}/acme/app`;
    const auths = { [closed.host]: { auth: Buffer.from(login).toString('base64') } };
    const having = { IMAGE: own, DOCKER_CONFIG: clientWith(auths) };
    const version = {
      TAGS: `${own}:1.0.0\n${own}:1.0`,
      GITHUB_REF_TYPE: 'tag',
      GITHUB_REF_NAME: 'v1.0.0',
      GITHUB_SHA: SHA,
    };
    // Nothing is out, and nothing was built: it says how to build anew.
    const nothing = await step(PUSH, newFolder(), { ...having, ...version });
    expect(nothing).toMatchObject({ exitCode: 1, outputs: '' });
    expect(nothing.said).toContain('gh workflow run image.yml --ref v1.0.0');

    const revision = ['--label', `org.opencontainers.image.revision=${SHA}`];
    const work = await writtenToFiles(revision);
    expect((await step(PUSH, work, { TAGS: `${own}:sha-${SHA.slice(0, 7)}`, IMAGE: own })).exitCode).not.toBe(0);
    const first = await step(PUSH, work, { ...having, TAGS: `${own}:sha-${SHA.slice(0, 7)}` });
    const [digest, built] = first.outputs.split('\n');
    expect([first.exitCode, built]).toEqual([0, 'built=here']);

    // Where it was built again (both were pushed at once, say) the tags go on what is out all the same.
    for (const cwd of [newFolder(), await writtenToFiles([...revision, '--label', 'again=true'])])
      expect(await step(PUSH, cwd, { ...having, ...version })).toMatchObject({
        exitCode: 0,
        outputs: `${digest}\nbuilt=before\n`,
      });
  } finally {
    closed.stop();
  }
});

/** A folder for DOCKER_CONFIG with these logins, and the buildx that the pipeline pins. */
const clientWith = (auths: Readonly<Record<string, unknown>>): string => {
  const folder = newFolder();
  if (config) symlinkSync(join(config, 'cli-plugins'), join(folder, 'cli-plugins'));
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths }));
  return folder;
};

/** Answers as the GitHub CLI does, from a list of runs, and from the steps of the job that pushes in each. */
const GH = `#!/usr/bin/env node
const { spawnSync } = require('node:child_process');
const runs = JSON.parse(process.env.RUNS);
if (runs === 'refused') process.exit(4);
const [, , , what, ...words] = process.argv;
const flag = (name) => words[words.indexOf('--' + name) + 1];
const asked = ['workflow', 'event', 'branch', 'commit', 'status'];
const answer =
  what === 'list'
    ? runs.filter((run) => asked.every((name) => run[name] === flag(name)))
    : { jobs: [{ steps: [] }, { steps: [{ name: '${PUSH}', conclusion: runs.find(({ databaseId }) => String(databaseId) === words[0]).pushed }] }] };
process.stdout.write(spawnSync('jq', ['--raw-output', flag('jq')], { input: JSON.stringify(answer) }).stdout);
`;

const RUN = {
  databaseId: 12,
  workflow: 'image.yml',
  event: 'push',
  branch: 'main',
  commit: SHA,
  status: 'success',
  pushed: 'success',
};

test.each([
  ['a run that pushed it', [{ ...RUN, databaseId: 11, pushed: 'skipped' }, RUN], 'is=built\n'],
  ['no run', [], ''],
  ['a run without secrets', [{ ...RUN, pushed: 'skipped' }], ''],
  ['a run that failed', [{ ...RUN, status: 'failure' }], ''],
  ['a run of another commit', [{ ...RUN, commit: '1'.repeat(40) }], ''],
  ['a run of a pull request', [{ ...RUN, event: 'pull_request' }], ''],
  ['a run of another branch', [{ ...RUN, branch: 'topic' }], ''],
  ['a run of another workflow', [{ ...RUN, workflow: 'other.yml' }], ''],
  ['no answer', 'refused', ''],
])('a version is built or not by what GitHub knows of its commit: %s', async (_told, runs, outputs) => {
  const bin = newFolder();
  writeFileSync(join(bin, 'gh'), GH, { mode: 0o755 });
  const env = { PATH: `${bin}:${process.env['PATH']}`, RUNS: JSON.stringify(runs), GITHUB_SHA: SHA, IMAGE: 'x' };
  const looked = await step("Look whether a version's image is out already", newFolder(), env);
  expect(looked).toMatchObject({ exitCode: 0, outputs });
});

test('the pipeline says which secrets are missing, and publishes nothing; with them it does', async () => {
  const decide = 'Decide whether to publish';
  const without = await step(decide, newFolder(), { USERNAME: '', TOKEN: '' });
  expect(without).toMatchObject({ exitCode: 0, outputs: '' });
  expect(without.said).toMatch(/^::notice title=Not published::.*REGISTRY_USERNAME and REGISTRY_TOKEN in Settings/);
  const having = await step(decide, newFolder(), { USERNAME: 'me', TOKEN: 'secret' });
  expect(having).toMatchObject({ exitCode: 0, outputs: 'publish=true\n', said: '' });
});
