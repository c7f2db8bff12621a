import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flatten } from '../../../src/commands/verify/reading/layers';
import { type TarEntry, TarReader } from '../../../src/commands/verify/reading/tar';
import { newFolder } from '../../kit/program';
import { hugeName } from '../../kit/tar';

/** The tar reader against archives that GNU tar and Python write. */

const readAll = async (archive: Buffer, piece: number): Promise<Map<string, { entry: TarEntry; text: string }>> => {
  const found = new Map<string, { entry: TarEntry; text: string }>();
  const reader = new TarReader((entry) => {
    const item = { entry, text: '' };
    found.set(entry.path, item);
    return {
      bytes: (bytes) => {
        item.text += bytes.toString('utf8');
      },
      end: () => {
        item.text += '.';
      },
    };
  });
  for (let at = 0; at < archive.length; at += piece) await reader.write(archive.subarray(at, at + piece));
  await reader.end();
  return found;
};

const LONG = `${'long-'.repeat(30)}name`;

const folder = (): string => {
  const path = newFolder();
  mkdirSync(join(path, 'a', LONG), { recursive: true });
  writeFileSync(join(path, 'a', LONG, `${'x'.repeat(150)}.txt`), 'deep');
  writeFileSync(join(path, 'empty'), '');
  writeFileSync(join(path, 'exact'), 'y'.repeat(512));
  writeFileSync(join(path, 'grüße.txt'), 'unicode');
  writeFileSync(join(path, 'tool'), '#!', { mode: 0o755 });
  symlinkSync(`/etc/${LONG}`, join(path, 'link'));
  return path;
};

test.each([
  ['gnu', 1],
  ['gnu', 511],
  ['gnu', 1_000_000],
  ['pax', 1],
  ['pax', 700],
  ['ustar', 512],
] as const)('reads what tar writes: %s in pieces of %i', async (format, piece) => {
  const path = folder();
  const names = format === 'ustar' ? ['empty', 'exact', 'tool'] : ['.'];
  const archive = execFileSync('tar', ['--format', format, '-cf', '-', '-C', path, ...names], { maxBuffer: 1e8 });
  const found = await readAll(archive, piece);
  const at = (name: string) => found.get(format === 'ustar' ? name : `./${name}`)!;
  expect(at('empty').text).toBe('.');
  expect(at('exact').text).toBe(`${'y'.repeat(512)}.`);
  expect(at('tool').entry).toMatchObject({ kind: 'file', mode: 0o755, size: 2 });
  if (format === 'ustar') return;
  expect(at(`a/${LONG}/${'x'.repeat(150)}.txt`).text).toBe('deep.');
  expect(at('grüße.txt').text).toBe('unicode.');
  expect(at('link').entry).toMatchObject({ kind: 'symlink', target: `/etc/${LONG}` });
});

test.each(['gnu', 'pax'])(
  'owners that need more than octal digits, and what is neither file nor folder: %s',
  async (format) => {
    const path = newFolder();
    writeFileSync(join(path, 'file'), 'x');
    execFileSync('mkfifo', [join(path, 'pipe')]);
    const words = ['--format', format, '--owner', 'big:3000000', '--group', 'big:4000000', '-cf', '-', '-C', path];
    const found = await readAll(execFileSync('tar', [...words, 'file', 'pipe']), 512);
    expect(found.get('file')!.entry).toMatchObject({ kind: 'file', uid: 3_000_000, gid: 4_000_000 });
    expect(found.get('pipe')!.entry.kind).toBe('other');
  },
);

test('a header that claims a huge name is refused, not stored', async () => {
  await expect(readAll(hugeName(), 512)).rejects.toThrow(/Header exceeds max size/);
});

test('layers lie on each other as the image specification says', () => {
  const file = (path: string, size = 1): TarEntry => ({
    path,
    kind: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    size,
    target: '',
  });
  const dir = (path: string): TarEntry => ({ ...file(path, 0), kind: 'folder', mode: 0o755 });
  const { files, hidden } = flatten([
    {
      entries: [
        dir('app/'),
        file('app/a', 10),
        file('app/b', 20),
        dir('lib/'),
        file('lib/x', 5),
        dir('old/'),
        file('old/y', 7),
      ],
    },
    {
      entries: [
        file('./app/.wh.a', 0),
        file('app/b', 21),
        file('lib/.wh..wh..opq', 0),
        file('lib/new', 1),
        file('.wh.old', 0),
      ],
    },
  ]);
  expect([...files.keys()].sort()).toEqual(['app', 'app/b', 'lib', 'lib/new']);
  expect(files.get('app/b')).toMatchObject({ size: 21, layer: 1 });
  expect(hidden.map(({ path, bytes }) => [path, bytes]).sort()).toEqual([
    ['app/a', 10],
    ['app/b', 20],
    ['lib/x', 5],
    ['old/y', 7],
  ]);
});
