import { mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker, uniqueName } from '../kit/engine';
import { compose, composeFolder, DOCKERFILE, FOLDER_LABEL, sweep } from '../kit/engine-objects';
import { newFolder, runProgram } from '../kit/program';

/** Two folders that stand at one path, one after the other: what the first has left is not the second's. */

jest.setTimeout(300_000);

const unique = uniqueName('checkout');
afterAll(() => sweep(unique));

interface Entry {
  readonly kind: string;
  readonly name: string;
  readonly status: string;
  readonly reason: string;
  readonly fix?: string;
}

const clean = async (folder: string, ...words: readonly string[]): Promise<readonly Entry[]> => {
  const ran = await runProgram(['clean', folder, '--json', '--dry-run', ...words]);
  const { objects } = JSON.parse(ran.stdout) as { objects: readonly Entry[] };
  return objects.filter(({ name }) => name.includes(unique));
};

const fates = (entries: readonly Entry[], kind: string): readonly string[] =>
  entries.filter((entry) => entry.kind === kind).map(({ status }) => status);

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A project with a volume that carries the label, as a generated one has. */
const project = (parent: string, name: string): string =>
  composeFolder(parent, name, {
    image: `acme/${name}`,
    extra: `    labels:\n      ${FOLDER_LABEL}: \${PWD:-}\nnetworks:\n  default:\n    labels:\n      ${FOLDER_LABEL}: \${PWD:-}\n`,
  });

describe('a folder that was moved away, and a new one at its path', () => {
  const name = `${unique}-app`;
  const parent = newFolder();
  let folder: string;

  beforeAll(async () => {
    folder = project(parent, name);
    await compose(folder, 'up', '--detach', '--build');
  });

  test('before, everything is its own', async () => {
    const entries = await clean(folder, '--volumes');
    for (const kind of ['container', 'network', 'volume', 'image'])
      expect([kind, fates(entries, kind)]).toEqual([kind, ['planned']]);
  });

  test('after, data, containers and networks stay; a name takes the data all the same', async () => {
    renameSync(folder, join(parent, 'moved'));
    await pause(1_500);
    project(parent, name);
    const entries = await clean(folder, '--volumes');
    for (const kind of ['container', 'network', 'volume'])
      expect([kind, fates(entries, kind)]).toEqual([kind, ['stays']]);
    const [container] = entries.filter(({ kind }) => kind === 'container');
    expect(container!.reason).toBe('is older than this folder: another one stood at this path when it was made');
    await docker('rm', '--force', container!.name);
    const volume = (await clean(folder, '--volumes')).find(({ kind }) => kind === 'volume')!;
    expect(volume).toMatchObject({ status: 'stays', fix: `add --volumes=${volume.name}` });
    expect(fates(await clean(folder, `--volumes=${volume.name}`), 'volume')).toEqual(['planned']);
    // Nothing is another folder's for good: the first one, at its path again, has its own.
    renameSync(folder, join(parent, 'second'));
    renameSync(join(parent, 'moved'), folder);
    expect(fates(await clean(folder, '--volumes'), 'volume')).toEqual(['planned']);
  });
});

describe('images of make, which carry the id of their checkout', () => {
  const LABEL = 'io.github.create-flask-container.checkout';
  const ID = '0123456789abcdef0123456789abcdef';
  const name = `${unique}-made`;

  const checkout = (
    content: (folder: string) => string,
    git: (folder: string) => string = (at) => join(at, '.git'),
  ) => {
    const folder = join(newFolder(), name);
    mkdirSync(folder);
    mkdirSync(git(folder), { recursive: true });
    writeFileSync(join(folder, 'compose.yaml'), `services:\n  web:\n    image: acme/${name}\n`);
    writeFileSync(join(git(folder), 'create-flask-container-checkout'), content(folder));
    return folder;
  };
  const own = (folder: string): string => `${ID} ${statSync(folder).ino}\n`;

  beforeAll(async () => {
    const context = newFolder();
    writeFileSync(join(context, 'Dockerfile'), DOCKERFILE);
    await docker(
      'build',
      '--label',
      `${LABEL}=${ID}`,
      '--label',
      `${FOLDER_LABEL}=/elsewhere`,
      '--tag',
      `acme/${name}:1`,
      context,
    );
  });

  test.each<[string, () => string, readonly string[]]>([
    ['with the id and the inode', () => checkout(own), ['planned']],
    [
      'in a linked worktree',
      () => {
        const folder = checkout(own, (at) => join(at, '..', 'main', '.git', 'worktrees', 'made'));
        writeFileSync(join(folder, '.git'), 'gitdir: ../main/.git/worktrees/made\n');
        return folder;
      },
      ['planned'],
    ],
    ['that is a copy: another inode', () => checkout((folder) => `${ID} ${statSync(folder).ino + 1}\n`), ['stays']],
    ['with another id', () => checkout((folder) => own(folder).replace('0', '1')), ['stays']],
    ['with no id', () => checkout(() => ''), ['stays']],
    ['with more than an id', () => checkout((folder) => `${own(folder)}${own(folder)}`), ['stays']],
  ])('a checkout %s', async (_, make, expected) => {
    expect(fates(await clean(make()), 'image')).toEqual(expected);
  });
});
