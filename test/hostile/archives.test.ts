import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { plan } from '../../src/plan/plan';
import type { Answers } from '../../src/project/schema';
import { scopeOf } from '../../src/project/scope';
import { readPackage } from '../../src/sources/read-package';
import { needManifest } from '../../src/sources/template-area';
import type { TemplateFile } from '../../src/template/template';
import { answersTo } from '../kit/answers';
import { filesIn, newFolder, runProgram } from '../kit/program';
import { archiveOf, type Entry, type Registry, startRegistry } from '../kit/registry';
import { cacheFiles, leftIn } from '../kit/team';

/** Package archives that npm would never make, from a real registry. */

let registry: Registry;

beforeAll(async () => {
  registry = await startRegistry();
}, 180_000);

afterAll(() => registry.stop());

/** What the program does with the files of a package, without npm. */
const planAlone = (files: readonly TemplateFile[]): unknown => {
  needManifest(files.map(({ path }) => path));
  const own = files
    .filter(({ path }) => path.startsWith('files/'))
    .map((file) => ({ ...file, path: file.path.slice('files/'.length) }));
  return plan(
    { manifest: { format: 1, name: 'hostile' }, files: own },
    scopeOf(answersTo({}).values as unknown as Answers),
  );
};

const MANIFEST = 'format: 1\nname: hostile\nextends: none\n';
const PACKAGE: Entry = { name: 'package/package.json', content: '{"name":"hostile","version":"1.0.0"}' };
const plain: readonly Entry[] = [
  PACKAGE,
  { name: 'package/template.yaml', content: MANIFEST },
  { name: 'package/files/a.txt', content: 'a\n' },
];
const also =
  (...entries: readonly Entry[]) =>
  () =>
    archiveOf([...plain, ...entries]);

/** The archive with some of its unpacked bytes changed. */
const altered = async (change: (bytes: Buffer) => Buffer): Promise<Buffer> =>
  gzipSync(change(gunzipSync(await archiveOf(plain))));

const CASES: readonly (readonly [name: string, make: () => Promise<Buffer>, says: RegExp])[] = [
  ['a symbolic link', also({ name: 'package/files/link', type: 'symlink', linkname: '/etc/passwd' }), /symbolic link/],
  ['a hard link', also({ name: 'package/files/link', type: 'link', linkname: '/etc/passwd' }), /hard link/],
  [
    'a hard link to its own file',
    also({ name: 'package/files/link', type: 'link', linkname: 'package/files/a.txt' }),
    /hard link/,
  ],
  ['a link beside the template', also({ name: 'package/link', type: 'symlink', linkname: '..' }), /symbolic link/],
  [
    'files as a link',
    () =>
      archiveOf([
        PACKAGE,
        { name: 'package/template.yaml', content: MANIFEST },
        { name: 'package/files', type: 'symlink', linkname: '/etc' },
      ]),
    /symbolic link/,
  ],
  ['a device', also({ name: 'package/files/zero', type: 'character-device' }), /device/],
  ['a block device', also({ name: 'package/files/disk', type: 'block-device' }), /device/],
  ['a named pipe', also({ name: 'package/files/pipe', type: 'fifo' }), /named pipe/],
  ['a path that leaves the package', also({ name: 'package/files/../../../evil', content: 'x' }), /leaves the package/],
  ['a path that leaves the folder', also({ name: 'package/../files/evil', content: 'x' }), /leaves the package/],
  ['an absolute path', also({ name: '/etc/evil', content: 'x' }), /leaves the package/],
  ['a path of Windows', also({ name: 'package\\files\\evil', content: 'x' }), /leaves the package/],
  ['a drive of Windows', also({ name: 'C:/evil', content: 'x' }), /leaves the package/],
  ['a path with a dot', also({ name: 'package/./files/evil', content: 'x' }), /leaves the package/],
  ['a path with nothing between slashes', also({ name: 'package//files/evil', content: 'x' }), /leaves the package/],
  ['.git', also({ name: 'package/files/.git/hooks/post-checkout', content: '#!/bin/sh\n' }), /git's own folder/],
  ['one path twice', also({ name: 'package/files/a.txt', content: 'b\n' }), /twice/],
  ['one path twice, by two folders', also({ name: 'other/files/a.txt', content: 'b\n' }), /twice/],
  ['a file beside the folder of the package', also({ name: 'evil', content: 'x' }), /outside/],
  [
    'a long path that leaves the package',
    also({ name: `package/files/${'../'.repeat(60)}evil`, content: 'x' }),
    /leaves the package/,
  ],
  ['a name with an escape', also({ name: 'package/files/a\u001b[2J', content: 'x' }), /control/],
  [
    'a file of more than 1 MiB',
    also({ name: 'package/files/big', content: Buffer.alloc(1_048_577) }),
    /more than 1048576/,
  ],
  [
    'an archive that unpacks without end',
    also({ name: 'package/big', content: Buffer.alloc(70 * 1024 * 1024) }),
    /unpacks to more than 64 MiB/,
  ],
  [
    'an archive that unpacks to much',
    // Words enough that npm sees nothing odd in it.
    also({
      name: 'package/big',
      content: Buffer.concat(
        Array.from({ length: 70 * 64 }, () => Buffer.concat([randomBytes(64), Buffer.alloc(16 * 1024 - 64)])),
      ),
    }),
    /unpacks to more than 64 MiB/,
  ],
  [
    '2,001 files',
    also(...Array.from({ length: 2001 }, (_, index) => ({ name: `package/files/f${index}`, content: 'x' }))),
    /more than 2000 files/,
  ],
  [
    '20,001 entries',
    also(...Array.from({ length: 20_001 }, (_, index) => ({ name: `package/e${index}`, content: '' }))),
    /more than 20000 entries/,
  ],
  ['no manifest', () => archiveOf([PACKAGE]), /no template\.yaml/],
  [
    'a manifest that is a folder',
    () => archiveOf([PACKAGE, { name: 'package/template.yaml', type: 'directory' }]),
    /no template\.yaml/,
  ],
  ['nothing', () => archiveOf([]), /no template\.yaml|cannot be read/],
  [
    'no archive',
    async () => gzipSync('this is no archive, but it is long enough to look like one '.repeat(20)),
    /cannot be read/,
  ],
  ['an archive that is cut off', async () => altered((bytes) => bytes.subarray(0, 1300)), /cannot be read/],
  [
    'a header that was changed',
    async () => altered((bytes) => Buffer.concat([bytes.subarray(0, 10), Buffer.from('X'), bytes.subarray(11)])),
    /cannot be read/,
  ],
];

/** npm takes a second for each: these show that what it hands over is what is judged. */
const THROUGH_NPM = new Set([
  'a symbolic link',
  'a path that leaves the package',
  '.git',
  'an archive that unpacks without end',
  '2,001 files',
]);
const through = CASES.filter(([name]) => THROUGH_NPM.has(name));
const others = CASES.filter(([name]) => !THROUGH_NPM.has(name));

test.each(through.map(([name, make, says], index) => [name, make, says, index] as const))(
  'through npm: %s',
  async (_, make, says, index) => {
    const name = `hostile-${index}`;
    const integrity = await registry.publish(name, '1.0.0', await make());
    const [cwd, cache, temporary] = [newFolder(), newFolder(), newFolder()];
    const words = [
      'my-app',
      '--template',
      `npm:${name}@1.0.0#${integrity}`,
      '--no-git',
      '--registry-user',
      'acme',
      '--yes',
    ];
    const ended = await runProgram(words, { cwd, env: { ...registry.env, XDG_CACHE_HOME: cache, TMPDIR: temporary } });
    expect({ exitCode: ended.exitCode, stderr: ended.stderr }).toMatchObject({
      exitCode: 65,
      stderr: expect.stringMatching(says),
    });
    expect(ended.stderr).not.toMatch(/\u001b/);
    expect(filesIn(cwd).size).toBe(0);
    expect(cacheFiles(cache)).toEqual([]);
    expect(leftIn(temporary)).toEqual([]);
  },
);

test.each(others)('%s', async (_, make, says) => {
  const reading = make()
    .then(readPackage)
    .then((files) => planAlone(files));
  await expect(reading).rejects.toMatchObject({ outcome: 'data', message: expect.stringMatching(says) });
});
