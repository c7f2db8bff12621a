import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { writeFiles } from '../kit/git-server';
import { environment, newFolder, runProgram } from '../kit/program';
import { BOMBS } from './bombs';
import { type Case, PLAIN_MANIFEST } from './case';
import { EXPRESSIONS } from './expressions';
import { MANIFEST_CASES } from './manifests';
import { PATHS } from './paths';
import { REFUSED } from './positions/refused';
import type { Placed } from './positions/taken';
import { SOURCES } from './sources';

/** Every hostile template is refused, with a reason, with nothing run and nothing written. */

const root = newFolder();
const SENTINEL = join(root, 'sentinel');

interface Result {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds. */
  readonly took: number;
}

const withSentinel = (content: string | Buffer): string | Buffer =>
  typeof content === 'string' ? content.replaceAll('SENTINEL', SENTINEL) : content;

/** Everything below a folder: path to what it is and holds. */
const everything = (folder: string): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const item of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const full = join(item.parentPath, item.name);
    const stats = lstatSync(full);
    found.set(
      relative(folder, full),
      stats.isFile() ? createHash('sha256').update(readFileSync(full)).digest('hex') : String(stats.mode),
    );
  }
  return found;
};

let before: ReadonlyMap<string, string>;
let polluted: number;

/** Runs all of them in one process, in folders that are looked at before and after. */
const runAll = async (runs: readonly (readonly string[])[]): Promise<readonly Result[]> => {
  const [home, cache, temporary] = ['home', 'cache', 'tmp'].map((name) => join(root, name));
  for (const folder of [home!, cache!, temporary!]) mkdirSync(folder, { recursive: true });
  const cwd = join(root, 'cwd');
  mkdirSync(cwd, { recursive: true });
  const env = { ...environment({ HOME: home, XDG_CACHE_HOME: cache, TMPDIR: temporary }), HOME: home! };
  const file = join(newFolder(), 'cases.json');
  writeFileSync(file, JSON.stringify({ cases: runs.map((argv) => ({ argv, cwd, env })) }));
  before = everything(root);
  const ended = await runProgram([file], { program: [process.execPath, join(__dirname, 'run-cases.cjs')], cwd, env });
  if (ended.exitCode !== 0) throw new Error(ended.stderr);
  const document = JSON.parse(ended.stdout);
  polluted = document.polluted;
  return document.results;
};

/** A text where it would be something else than itself: refused with file and line, whatever the answer. */
const placeCase = ([path, text]: Placed): Case => ({
  name: `${path} ${JSON.stringify(text)}`,
  files: { [`files/${path.replace(/^\./, 'dot-')}.ejs`]: text.replaceAll('VALUE', '<%= word %>') },
  says: /^error: \S+\.ejs:\d+:\d+: word: .+\n\s+fix: write /,
});

const CASES: readonly (readonly [kind: string, cases: readonly Case[]])[] = [
  ['expressions', EXPRESSIONS],
  ['paths', PATHS],
  ['manifests', MANIFEST_CASES],
  ['bombs', BOMBS],
  ['places', REFUSED.map(placeCase)],
];
const ALL = CASES.flatMap(([kind, cases]) =>
  cases.map((each, index) => ({ ...each, kind, folder: join(root, 'templates', `${kind}-${index}`) })),
);
const LINKS = ['the manifest', 'files', 'a file', 'a folder of files', 'examples', 'a link to nothing'] as const;
const linkFolder = (index: number): string => join(root, 'templates', `links-${index}`);

const makeLinks = (): void => {
  const secret = join(root, 'secret');
  writeFiles(secret, { 'template.yaml': 'format: 1\nname: x\nextends: none\n', 'a.txt': 'secret\n' });
  const to = (index: number, path: string, target: string, files: Record<string, string>): void => {
    writeFiles(linkFolder(index), files);
    symlinkSync(target, join(linkFolder(index), path));
  };
  const plain = { 'template.yaml': PLAIN_MANIFEST, 'files/b.txt': 'b\n' };
  to(0, 'template.yaml', join(secret, 'template.yaml'), { 'files/b.txt': 'b\n' });
  to(1, 'files', secret, { 'template.yaml': PLAIN_MANIFEST });
  to(2, 'files/a.txt', join(secret, 'a.txt'), plain);
  to(3, 'files/sub', secret, plain);
  to(4, 'examples', secret, plain);
  to(5, 'files/a.txt', 'nothing', plain);
};

const common = ['--no-git', '--registry-user', 'acme', '--yes'];
let results: readonly Result[];

beforeAll(async () => {
  for (const { folder, files } of ALL)
    writeFiles(
      folder,
      Object.fromEntries(
        Object.entries({ 'template.yaml': PLAIN_MANIFEST, ...files }).map(([path, content]) => [
          path,
          withSentinel(content),
        ]),
      ),
    );
  makeLinks();
  const folders = [
    ...ALL.map(({ folder, words = [] }) => ({ folder, words })),
    ...LINKS.map((_, index) => ({ folder: linkFolder(index), words: [] as string[] })),
  ];
  results = await runAll([
    ...folders.map(({ folder, words }) => ['my-app', '--template', folder, ...common, ...words]),
    ...SOURCES.map((source) => ['my-app', `--template=${withSentinel(source)}`, ...common]),
  ]);
}, 300_000);

/** Escape sequences and what turns a line around must not reach a terminal. */
const UNSHOWABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const expectRefused = (result: Result, exit: number, says: RegExp | undefined): void => {
  expect({ exitCode: result.exitCode, stderr: result.stderr }).toMatchObject({
    exitCode: exit,
    stderr: expect.stringMatching(/^error: .+/),
  });
  if (says) expect(result.stderr).toMatch(says);
  expect(result.stdout).toBe('');
  expect(result.stderr).not.toMatch(UNSHOWABLE);
  expect(result.took).toBeLessThan(10_000);
};

test.each(ALL.map((each, index) => [each.kind, each.name, index] as const))('%s: %s', (_kind, _name, index) => {
  const { exit = 65, says } = ALL[index]!;
  expectRefused(results[index]!, exit, says);
});

test.each(LINKS.map((name, index) => [name, index] as const))('links: %s', (_, index) => {
  expectRefused(results[ALL.length + index]!, 65, /symbolic link|no template\.yaml/);
});

test.each(SOURCES.map((source, index) => [source, index] as const))('sources: %j', (_, index) => {
  const result = results[ALL.length + LINKS.length + index]!;
  expectRefused(result, 2, /--template|template/);
  expect(result.stderr).not.toContain('secret-token');
});

test('nothing was run, nothing was written', () => {
  expect(existsSync(SENTINEL)).toBe(false);
  expect(everything(root)).toEqual(before);
  expect(polluted).toBe(0);
  expect(ALL.length + LINKS.length + SOURCES.length).toBeGreaterThan(250);
});
