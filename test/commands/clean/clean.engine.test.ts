import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import { docker, removeLater, uniqueName } from '../../kit/engine';
import { compose, composeFolder, DOCKERFILE, FOLDER_LABEL, heldBy, only, sweep } from '../../kit/engine-objects';
import { COMPLETE, newFolder, ROOT, runProgram } from '../../kit/program';
import { atTerminal, KEYS } from '../../kit/terminal';

/** `clean` on a real engine that others use as well: it takes its own, whatever the others are called. */

jest.setTimeout(300_000);

const schema = new Ajv({ allErrors: true }).compile(
  JSON.parse(readFileSync(join(ROOT, 'schema/clean.schema.json'), 'utf8')),
);

interface Document {
  readonly outcome: string;
  readonly frees: number | null;
  readonly objects: readonly {
    readonly kind: string;
    readonly name: string;
    readonly status: string;
    readonly reason: string;
    readonly complaint?: string;
    readonly fix?: string;
  }[];
  readonly problems: readonly { readonly code: string; readonly flag?: string; readonly message: string }[];
  readonly notes?: readonly string[];
}

const clean = async (...words: readonly string[]): Promise<{ exitCode: number | null; document: Document }> => {
  const ended = await runProgram(['clean', ...words, '--json']);
  const document = JSON.parse(ended.stdout) as Document;
  schema(document);
  expect(schema.errors).toBeNull();
  return { exitCode: ended.exitCode, document };
};

const names = ({ objects }: Document, status: string): readonly string[] =>
  objects
    .filter((object) => object.status === status)
    .map(({ kind, name }) => `${kind} ${name}`)
    .sort();

const reasonOf = ({ objects }: Document, name: string): string | undefined =>
  objects.find((object) => object.name === name)?.reason;

/** One word for everything that this file makes, so that tests beside it do not count. */
const unique = uniqueName('tidy');

afterAll(() => sweep(unique));

describe('two generated repositories and things named to confuse', () => {
  const own = `${unique}-app`;
  const near = `${unique}-app-2`;
  let folder: string;
  let other: string;

  /** A generated repository whose image is built in a moment. */
  const generate = async (parent: string, name: string): Promise<string> => {
    const made = await runProgram([join(parent, name), ...COMPLETE, '--no-git', '--tags', 'latest,v1.0']);
    expect(made).toMatchObject({ exitCode: 0 });
    writeFileSync(join(parent, name, 'Dockerfile'), DOCKERFILE);
    await compose(join(parent, name), 'build');
    await compose(join(parent, name), 'create');
    return join(parent, name);
  };

  beforeAll(async () => {
    const parent = newFolder();
    folder = await generate(parent, own);
    other = await generate(parent, near);
    const image = `acme/${own}:latest`;
    const label = `${FOLDER_LABEL}=${folder}`;
    const workingDir = 'com.docker.compose.project.working_dir';
    // Upper case, separators in label values, the project's name alone, a baked-in folder, the folder above.
    await docker(
      'create',
      '--name',
      `${unique}-APP-web-1`,
      '--label',
      `com.docker.compose.project=${own}`,
      'python:3.14-slim',
    );
    await docker(
      'create',
      '--name',
      `${unique}-sep`,
      '--label',
      `${workingDir}=${folder},${parent}`,
      '--label',
      `com.docker.compose.project=${own}`,
      'python:3.14-slim',
    );
    await docker(
      'create',
      '--name',
      `${unique}-above`,
      '--label',
      `${workingDir}=${parent}`,
      '--label',
      `com.docker.compose.project=${own}`,
      'python:3.14-slim',
    );
    await docker('network', 'create', '--label', `com.docker.compose.project=${own}`, `${own}_more`);
    await docker('volume', 'create', '--label', `com.docker.compose.project=${own}`, `${own}_data`);
    await docker('volume', 'create', '--label', `${FOLDER_LABEL}=${folder},${parent}`, `${unique}-separators`);
    await docker('tag', 'python:3.14-slim', `acme/${own}:foreign`);
    // Built on ours, so that it has our labels; and taken of our container by hand.
    const heir = newFolder();
    writeFileSync(join(heir, 'Dockerfile'), `FROM ${image}\nCOPY Dockerfile /heir\n`);
    await docker('build', '--tag', `heir/${unique}:1`, heir);
    await docker('build', '--label', label, '--tag', `acme/${own}:by-hand`, folder);
    removeLater('image', 'rm', `heir/${unique}:1`);
  });

  test('a dry run names what goes and what stays, and takes nothing', async () => {
    const before = only(await heldBy(), unique);
    const { exitCode, document } = await clean(folder, '--dry-run');
    expect(exitCode).toBe(0);
    expect(document.outcome).toBe('planned');
    expect(names(document, 'planned')).toEqual([
      `container ${own}-web-1`,
      `image acme/${own}:by-hand`,
      `image acme/${own}:latest`,
      `network ${own}_default`,
    ]);
    expect(names(document, 'stays')).toEqual([
      `container ${unique}-above`,
      `container ${unique}-sep`,
      expect.stringMatching(/^image (python:3\.14-slim|acme\/.*:foreign)$/),
      `image heir/${unique}:1`,
      `network ${own}_more`,
      `volume ${own}_data`,
    ]);
    expect(document.objects.every(({ status, fix }) => status !== 'stays' || fix !== undefined)).toBe(true);
    expect(only(await heldBy(), unique)).toEqual(before);
  });

  test('a run takes exactly that, by a link to the folder as well; a second one finds nothing', async () => {
    const before = only(await heldBy(), unique);
    const link = join(newFolder(), 'link');
    symlinkSync(folder, link);
    const { exitCode, document } = await clean(link, '--yes', '--volumes');
    expect(document).toMatchObject({ outcome: 'cleaned', problems: [] });
    expect(exitCode).toBe(0);
    const after = only(await heldBy(), unique);
    const gone = before
      .filter((line) => !after.includes(line))
      .map((line) => line.replace(/ \S{64,} /, ' '))
      .sort();
    expect(gone).toEqual(
      [
        `container ${own}-web-1`,
        `image acme/${own}:by-hand`,
        `image acme/${own}:latest`,
        `image acme/${own}:v1.0`,
        `network ${own}_default`,
      ].map((line) => expect.stringContaining(line)),
    );
    expect(after.some((line) => line.includes(`${near}-web-1`))).toBe(true);
    const again = await clean(folder, '--yes', '--volumes');
    expect(again).toMatchObject({ exitCode: 0, document: { outcome: 'nothing', problems: [] } });
  });

  test('the neighbour is cleaned by its own run', async () => {
    const { exitCode, document } = await clean(other, '--yes', '--keep-images');
    expect(exitCode).toBe(0);
    expect(names(document, 'removed')).toEqual([`container ${near}-web-1`, `network ${near}_default`]);
    expect(reasonOf(document, `acme/${near}:latest`)).toBe('is kept: --keep-images');
  });
});

test('a clone of the same name takes nothing of the other', async () => {
  const parent = newFolder();
  const name = `${unique}-twin`;
  const image = `acme/${name}:dev`;
  const [first, second] = [join(parent, '1'), join(parent, '2')].map((at) => composeFolder(at, name, { image }));
  await compose(first!, 'build');
  await compose(second!, 'up', '--detach', '--build');
  const { document } = await clean(first!, '--yes', '--volumes');
  expect(names(document, 'removed').filter((line) => !line.startsWith('image'))).toEqual([]);
  expect(reasonOf(document, `${name}-web-1`)).toContain(`was started from ${second}`);
  expect(only(await heldBy(), name).map((line) => line.split(' ').at(-1))).toEqual(
    expect.arrayContaining([`${name}-web-1`, `${name}_default`, `${name}_data`, image]),
  );
  const { document: rest } = await clean(second!, '--yes', `--volumes=${name}_data`);
  expect(names(rest, 'removed')).toEqual([
    `container ${name}-web-1`,
    `image ${image}`,
    `network ${name}_default`,
    `volume ${name}_data`,
  ]);
});

test("a repository that claims another's project, image and volume gets its own container only", async () => {
  const parent = newFolder();
  const victim = `${unique}-victim`;
  const image = `acme/${victim}:dev`;
  const good = composeFolder(parent, victim, { image });
  await compose(good, 'up', '--detach');
  // The victim's containers are away for now: its volume and image are there for the taking.
  await compose(good, 'down');
  const thief = join(parent, `${unique}-thief`);
  mkdirSync(thief);
  writeFileSync(
    join(thief, 'compose.yaml'),
    `name: ${victim}\nservices:\n  web:\n    image: ${image}\n    volumes: [data:/data]\nvolumes:\n  data:\n`,
  );
  writeFileSync(join(thief, '.create-flask-container.json'), JSON.stringify({ name: victim, registryUser: 'acme' }));
  await compose(thief, 'up', '--detach');
  const { exitCode, document } = await clean(thief, '--yes', '--volumes');
  expect(exitCode).toBe(0);
  expect(names(document, 'removed')).toEqual([`container ${victim}-web-1`, `network ${victim}_default`]);
  expect(reasonOf(document, image)).toBe(`was built in ${good}`);
  expect(reasonOf(document, `${victim}_data`)).toBe("cannot be shown to be this folder's");
  // While the victim runs, not even the network is taken.
  await compose(good, 'up', '--detach');
  const later = await clean(thief, '--yes', '--volumes');
  expect(names(later.document, 'removed')).toEqual([]);
});

test('a compose file from elsewhere, a volume in use, an unnamed volume', async () => {
  const parent = newFolder();
  const name = `${unique}-odd`;
  const folder = composeFolder(parent, name, { image: `acme/${name}:dev` });
  const file = join(composeFolder(parent, `${unique}-source`, { image: `acme/${name}:src` }), 'compose.yaml');
  writeFileSync(
    join(folder, 'compose.yaml'),
    readFileSync(join(folder, 'compose.yaml'), 'utf8').replace('data:/data]', 'data:/data, /unnamed]'),
  );
  await compose(
    folder,
    '--file',
    file,
    '--project-directory',
    folder,
    '--project-name',
    `${unique}-guest`,
    'up',
    '--detach',
  );
  await compose(folder, 'up', '--detach');
  await docker('create', '--name', `${unique}-reader`, '--volume', `${name}_data:/data`, 'python:3.14-slim');
  await docker('commit', `${name}-web-1`, `backup/${name}:1`);
  const { exitCode, document } = await clean(folder, '--yes', '--volumes', `--volumes=${name}_data`);
  expect(exitCode).toBe(0);
  expect(names(document, 'removed')).toEqual([
    `container ${name}-web-1`,
    `network ${name}_default`,
    expect.stringMatching(/^volume [0-9a-f]{64}$/),
  ]);
  expect(reasonOf(document, `${unique}-guest-web-1`)).toBe(
    `names this folder, but was started with a compose file from ${file}`,
  );
  expect(reasonOf(document, `backup/${name}:1`)).toBe('docker commit made it of a container');
  expect(reasonOf(document, `acme/${name}:dev`)).toBe(`backup/${name}:1 was made of it`);
  expect(reasonOf(document, `${name}_data`)).toBe(`is used by ${unique}-reader`);
  const absent = await clean(folder, '--yes', `--volumes=${unique}-absent`);
  expect(absent.exitCode).toBe(0);
  expect(absent.document.notes).toEqual([
    `there is no volume ${unique}-absent on this engine: gone already, or misspelt`,
  ]);
});

describe('at a terminal', () => {
  const name = `${unique}-asked`;
  const image = `acme/${name}:dev`;
  let folder: string;

  beforeAll(async () => {
    folder = composeFolder(newFolder(), name, { image });
    await compose(folder, 'up', '--detach');
  });

  test('no, Enter and Ctrl-C leave everything', async () => {
    const before = only(await heldBy(), name);
    for (const [keys, exitCode] of [
      [`n${KEYS.enter}`, 1],
      [KEYS.enter, 1],
      [KEYS.ctrlC, 130],
    ] as const) {
      const person = atTerminal(['clean', folder]);
      await person.waitFor('Remove these 3 objects?');
      person.type(keys);
      expect((await person.exit).exitCode).toBe(exitCode);
      expect(person.seen()).toContain(exitCode === 1 ? 'Nothing was removed.' : 'nothing was removed');
    }
    expect(only(await heldBy(), name)).toEqual(before);
  });

  test('what fails is told and left, the rest goes, and the next run finishes', async () => {
    const person = atTerminal(['clean', folder]);
    await person.waitFor('Remove these 3 objects?');
    expect(person.seen()).toContain(`image      ${image}`);
    // Somebody starts to use the image while the question is on the screen.
    await docker('create', '--name', `${unique}-late`, image);
    person.type(`y${KEYS.enter}`);
    expect((await person.exit).exitCode).toBe(74);
    expect(person.seen()).toContain('Removed 2 of 3 objects');
    expect(person.seen().replace(/\s+/g, ' ')).toContain(`error: image ${image} was not removed: conflict`);
    await docker('rm', `${unique}-late`);
    const { exitCode, document } = await clean(folder, '--yes');
    expect(exitCode).toBe(0);
    expect(names(document, 'removed')).toEqual([`image ${image}`]);
  });
});

test('a signal ends it in good order, and the next run finishes', async () => {
  const name = `${unique}-slow`;
  const folder = composeFolder(newFolder(), name, { image: `acme/${name}:dev` });
  writeFileSync(
    join(folder, 'compose.yaml'),
    readFileSync(join(folder, 'compose.yaml'), 'utf8').replace(
      '    volumes: [',
      '    stop_signal: SIGTERM\n    stop_grace_period: 6s\n    volumes: [',
    ),
  );
  await compose(folder, 'up', '--detach');
  const person = atTerminal(['clean', folder, '--yes', '--json']);
  await person.waitFor('removing, each container');
  person.kill('SIGTERM');
  expect((await person.exit).exitCode).toBe(143);
  expect(person.seen()).toContain('Ended by a signal; 3 of 3 objects are left');
  const told: Document = JSON.parse(/\{[\s\S]*\}/.exec(person.seen())![0]);
  expect({ outcome: told.outcome, left: names(told, 'left').length }).toEqual({ outcome: 'partial', left: 3 });
  const { exitCode, document } = await clean(folder, '--yes', `--volumes=${name}_data`);
  expect({ exitCode, outcome: document.outcome }).toEqual({ exitCode: 0, outcome: 'cleaned' });
  expect(only(await heldBy(), name)).toEqual([]);
});

test('without a terminal nothing goes unasked', async () => {
  const name = `${unique}-unasked`;
  const folder = composeFolder(newFolder(), name, { image: `acme/${name}:dev` });
  await compose(folder, 'create');
  const before = only(await heldBy(), name);
  const { exitCode, document } = await clean(folder);
  expect(exitCode).toBe(2);
  expect(document).toMatchObject({ outcome: 'refused', problems: [{ code: 'missing', flag: '--yes' }] });
  const machine = await clean('--machine', '--yes');
  expect(machine.exitCode).toBe(2);
  expect(machine.document).toMatchObject({ outcome: 'refused', problems: [{ code: 'missing', flag: '--confirm' }] });
  const misnamed = await clean('--machine', '--confirm', 'another-engine');
  expect(misnamed.exitCode).toBe(2);
  expect(misnamed.document.problems).toMatchObject([{ code: 'invalid', flag: '--confirm' }]);
  expect(only(await heldBy(), name)).toEqual(before);
});
