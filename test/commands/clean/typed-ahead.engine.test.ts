import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker, uniqueName } from '../../kit/engine';
import { compose, composeFolder, sweep } from '../../kit/engine-objects';
import { environment, newFolder } from '../../kit/program';
import { atTerminal, KEYS } from '../../kit/terminal';

/** Keys that were typed before the question of `clean` was there answer nothing. */

jest.setTimeout(120_000);

const unique = uniqueName('ahead');
let folder: string;

beforeAll(async () => {
  folder = composeFolder(newFolder(), unique, { image: `acme/${unique}` });
  await compose(folder, 'create', '--build');
});

afterAll(() => sweep(unique));

/** The real docker, which takes its time, says when it was first asked, and removes nothing, whatever the outcome. */
const slowDocker = (): { readonly PATH: string; readonly asked: string; readonly removed: string } => {
  const bin = newFolder();
  const asked = join(bin, 'asked');
  const removed = join(bin, 'removed');
  writeFileSync(
    join(bin, 'docker'),
    `#!/bin/sh\n: >'${asked}'\nsleep 0.4\ncase "$2" in stop | rm | prune) : >'${removed}'; exit 1 ;; esac\nPATH='${environment().PATH}' exec docker "$@"\n`,
  );
  chmodSync(join(bin, 'docker'), 0o755);
  return { PATH: `${bin}:${environment().PATH}`, asked, removed };
};

const until = async (path: string): Promise<void> => {
  for (const end = Date.now() + 10_000; !existsSync(path); ) {
    if (Date.now() > end) throw new Error('docker was not asked');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const AHEAD: readonly (readonly [string, string])[] = [
  ['a yes with Enter', `y${KEYS.enter}`],
  ['a yes without Enter', 'y'],
  ['many of them', `yes${KEYS.enter}y${KEYS.enter}y`],
  ['a yes pasted', `\u001b[200~y\n\u001b[201~`],
];

describe.each(['xterm-256color', 'dumb'])('at a terminal that is %s', (TERM) => {
  test.each(AHEAD)('%s, typed while the engine is looked at, removes nothing', async (_, keys) => {
    const { PATH, asked, removed } = slowDocker();
    const person = atTerminal(['clean', folder], { env: { PATH, TERM } });
    await until(asked);
    person.type(keys);
    await person.waitFor(/Remove these \d+ objects\?/);
    // Somebody who looks up now and presses Enter takes what the question proposes: no.
    await new Promise((resolve) => setTimeout(resolve, 500));
    person.type(KEYS.enter);
    expect((await person.exit).exitCode).toBe(1);
    expect(person.seen()).toContain('Nothing was removed.');
    expect(existsSync(removed)).toBe(false);
  });

  test('the name of the engine, typed while it is looked at, empties nothing', async () => {
    const { PATH, asked, removed } = slowDocker();
    const person = atTerminal(['clean', '--machine'], { env: { PATH, TERM } });
    await until(asked);
    person.type(`${await docker('info', '--format', '{{.Name}}')}${KEYS.enter}`);
    await person.waitFor("Type the engine's name");
    await new Promise((resolve) => setTimeout(resolve, 500));
    person.type(KEYS.enter);
    expect((await person.exit).exitCode).not.toBe(0);
    expect(existsSync(removed)).toBe(false);
  });
});
