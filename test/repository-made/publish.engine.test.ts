import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dockerConfigWithBuildx } from '../kit/buildx';
import { build, removeLater, uniqueName } from '../kit/engine';
import { startImageRegistry } from '../kit/image-registry';
import { written } from '../kit/linters';
import { git, newFolder, runProgram } from '../kit/program';
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
  expect(published.outputs).toBe(`digest=${index.manifests[0].digest}\n`);
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

test('a version on a commit whose image is out gets that image, and nothing is built', async () => {
  const origin = newFolder();
  await git(origin, 'init', '--quiet', '--initial-branch', 'main');
  for (const tag of ['v1.0.0', 'v1.0.1']) {
    await git(origin, 'commit', '--quiet', '--allow-empty', '--message', tag);
    await git(origin, 'tag', tag);
  }
  const sha = (await git(origin, 'rev-parse', 'v1.0.0')).trim();
  const work = await writtenToFiles(['--label', `org.opencontainers.image.revision=${sha}`]);
  const first = await step(PUSH, work, { TAGS: `${image}:sha-${sha.slice(0, 7)}` });
  expect(first).toMatchObject({ exitCode: 0 });
  const clone = newFolder();
  await git(clone, 'clone', '--quiet', origin, '.');
  const looked = async (tag: string): Promise<string> => {
    await git(clone, 'checkout', '--quiet', tag);
    const commit = (await git(clone, 'rev-parse', 'HEAD')).trim();
    const env = { GITHUB_REF_NAME: tag, GITHUB_REF_TYPE: 'tag', GITHUB_SHA: commit };
    return (await step('Take a version from a protected branch only', clone, env)).outputs;
  };
  expect(await looked('v1.0.0')).toMatch(/^is=.*\bbuilt$/m);
  expect(await looked('v1.0.1')).not.toContain('built');

  // Where it was built again (behind a login nobody could see it), the tags go on what is out all the same.
  const again = await writtenToFiles(['--label', `org.opencontainers.image.revision=${sha}`, '--label', 'again=true']);
  for (const cwd of [newFolder(), again]) {
    const env = { TAGS: `${image}:1.0.0\n${image}:1.0`, GITHUB_REF_TYPE: 'tag', GITHUB_SHA: sha };
    expect(await step(PUSH, cwd, env)).toMatchObject({ exitCode: 0, outputs: first.outputs });
  }
  expect(`digest=${await digestOf('1.0')}\n`).toBe(first.outputs);
});

test('the pipeline says which secrets are missing, and publishes nothing; with them it does', async () => {
  const decide = 'Decide whether to publish';
  const without = await step(decide, newFolder(), { USERNAME: '', TOKEN: '' });
  expect(without).toMatchObject({ exitCode: 0, outputs: '' });
  expect(without.said).toMatch(/^::notice title=Not published::.*REGISTRY_USERNAME and REGISTRY_TOKEN in Settings/);
  const having = await step(decide, newFolder(), { USERNAME: 'me', TOKEN: 'secret' });
  expect(having).toMatchObject({ exitCode: 0, outputs: 'publish=true\n', said: '' });
});
