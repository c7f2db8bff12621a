import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { build, removeLater, uniqueName } from '../kit/engine';
import { startImageRegistry } from '../kit/image-registry';
import { written } from '../kit/linters';
import { newFolder, runProgram } from '../kit/program';
import { repositoryOf } from '../kit/repositories';

/**
 * The pipeline's own commands, run as GitHub runs them, against a registry: what was checked is what is
 * pushed, and every tag is one digest. Only the push by digest alone is left out; it needs another builder.
 */

jest.setTimeout(600_000);

interface Step {
  readonly name?: string;
  readonly run?: string;
}

const TAGS = ['latest', 'v1.0', 'sha-1a2b3c4'];

let registry: Awaited<ReturnType<typeof startImageRegistry>>;
let repository: ReturnType<typeof repositoryOf>;
let folder: string;
let image: string;

beforeAll(async () => {
  registry = await startImageRegistry();
  repository = repositoryOf({
    name: uniqueName('published'),
    registry: registry.host,
    tags: ['latest', 'v1.0', 'sha'],
  });
  folder = written(repository);
  image = /^ {2}IMAGE: "(.*)"$/m.exec(repository.get('.github/workflows/image.yml')!)![1]!;
});

afterAll(() => registry.stop());

const commandsOf = (name: string): string => {
  const { jobs } = parse(repository.get('.github/workflows/image.yml')!) as { jobs: Record<string, { steps: Step[] }> };
  return Object.values(jobs)
    .flatMap(({ steps }) => steps)
    .find((step) => step.name === name)!.run!;
};

/** Runs the commands of a step as GitHub does with `shell: bash`; gives what they leave as outputs. */
const step = async (
  name: string,
  cwd: string,
  env: Record<string, string>,
): Promise<{ exitCode: number | null; outputs: string; said: string }> => {
  const [output, summary] = [join(newFolder(), 'output'), join(newFolder(), 'summary')];
  const ran = await runProgram(['--noprofile', '--norc', '-eo', 'pipefail', '-c', commandsOf(name)], {
    program: ['bash'],
    cwd,
    env: { HOME: process.env['HOME'], IMAGE: image, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, ...env },
  });
  const text = (path: string): string =>
    ran.exitCode === 0 ? readFileSync(path, { encoding: 'utf8', flag: 'a+' }) : '';
  return { exitCode: ran.exitCode, outputs: text(output), said: ran.stdout + ran.stderr };
};

/** Builds the image; gives one field of what the builder says of it. */
const built = async (field: string, ...words: readonly string[]): Promise<string> => {
  const file = join(newFolder(), 'metadata.json');
  await build(folder, '--metadata-file', file, ...words);
  return (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>)[field]!;
};

test('what was checked is what is pushed, and every tag becomes one digest', async () => {
  const checked = await built(
    'containerimage.config.digest',
    '--provenance=false',
    '--load',
    '--tag',
    uniqueName('checked'),
  );
  const digest = await built('containerimage.digest', '--provenance=mode=max', '--push', '--tag', `${image}:untagged`);
  removeLater('image', 'rm', '--force', `${image}:untagged`);
  const work = newFolder();
  const compare = 'Compare what was pushed with what was checked';
  expect(await step(compare, work, { CHECKED: checked, DIGEST: digest })).toMatchObject({ exitCode: 0 });
  const other = `sha256:${'0'.repeat(64)}`;
  expect((await step(compare, newFolder(), { CHECKED: other, DIGEST: digest })).exitCode).toBe(1);

  const tags = TAGS.map((tag) => `${image}:${tag}`);
  const put = 'Put every tag on one digest, and read each back';
  const published = await step(put, work, { TAGS: tags.join('\n') });
  expect(published.said).toContain(tags[2]!);
  expect(published).toMatchObject({ exitCode: 0, outputs: `digest=${digest}\n` });
  for (const tag of TAGS) {
    const answer = await fetch(`http://${registry.host}/v2/${image.split('/').slice(1).join('/')}/manifests/${tag}`);
    expect([tag, answer.headers.get('docker-content-digest')]).toEqual([tag, digest]);
  }
  const bad = await step(put, work, { TAGS: `${image}:` });
  expect(bad.exitCode).not.toBe(0);
});

test('the pipeline says which secrets are missing, and publishes nothing; with them it does', async () => {
  const decide = 'Decide whether to publish';
  const github = join(newFolder(), 'env');
  const without = await step(decide, newFolder(), { USERNAME: '', TOKEN: '', GITHUB_ENV: github });
  expect(without).toMatchObject({ exitCode: 0, outputs: '' });
  expect(without.said).toMatch(/^::notice title=Not published::.*REGISTRY_USERNAME and REGISTRY_TOKEN in Settings/);
  const having = await step(decide, newFolder(), { USERNAME: 'me', TOKEN: 'secret', GITHUB_ENV: github });
  expect(having).toMatchObject({ exitCode: 0, outputs: 'publish=true\n', said: '' });
});
