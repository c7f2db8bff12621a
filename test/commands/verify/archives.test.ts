import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readImage } from '../../../src/commands/verify/measure/image-contents';
import type { Docker } from '../../../src/machine/docker';
import { newFolder } from '../../kit/program';
import { hugeName } from '../../kit/tar';

/** Images as engines save them: packed, plain, whole or not. The archives are tar's own; no one engine saves in all forms. */

const tarOf = (files: Readonly<Record<string, string | Buffer>>): Buffer => {
  const folder = newFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return execFileSync('tar', ['-cf', '-', '-C', folder, ...Object.keys(files)], { maxBuffer: 1e8 });
};

/** @returns what is read of an image whose engine answers `docker save` so. */
const read = (archive: Buffer, needles: readonly string[] = [], stderr = '') => {
  const ran = { exitCode: stderr === '' ? 0 : 1, stdout: '', stderr, missing: false, timedOut: false };
  const docker: Docker = {
    call: () => Promise.reject(new Error('nothing else is asked')),
    watch: async (words, { onBytes }) => {
      expect(words).toEqual(['save', 'acme/app']);
      for (let at = 0; at < archive.length; at += 10_000) await onBytes!(archive.subarray(at, at + 10_000));
      return ran;
    },
  };
  return readImage(docker, 'acme/app', needles);
};

const saved = (files: Readonly<Record<string, string | Buffer>>, needles: readonly string[] = []) =>
  read(tarOf(files), needles);

const manifest = (...layers: readonly string[]): string => JSON.stringify([{ Config: 'config.json', Layers: layers }]);
const history = (...made: readonly object[]): string => JSON.stringify({ history: made });

test('a plain layer and a packed one are read, with what made them', async () => {
  const { layers, unread } = await saved(
    {
      'manifest.json': manifest('blobs/sha256/aa', 'one/layer.tar'),
      'config.json': history({ created_by: 'RUN one' }, { created_by: 'ENV x', empty_layer: true }, {}),
      'blobs/sha256/aa': tarOf({ 'app/a.py': 'print(1)\n', 'app/secret.txt': 'the needle is here' }),
      'one/layer.tar': gzipSync(tarOf({ 'app/b.py': 'print(22)\n' })),
    },
    ['needle'],
  );
  expect(unread).toEqual([]);
  expect(layers.map(({ digest, by, bytes }) => [digest, by, bytes])).toEqual([
    ['sha256:aa', 'RUN one', 27],
    ['one', '', 10],
  ]);
  expect(layers[0]!.findings).toEqual([
    expect.objectContaining({ where: '/app/secret.txt', what: 'a secret of this repository' }),
  ]);
});

test('a file that is a credential by its name is found; an empty one gives nothing away', async () => {
  const { layers } = await saved({
    'manifest.json': manifest('a'),
    'config.json': '{}',
    a: tarOf({ 'root/.netrc': 'machine x', 'home/.netrc': '' }),
  });
  expect(layers[0]!.findings.map(({ where, shown }) => [where, shown])).toEqual([['/root/.netrc', '9 bytes']]);
});

test('a hostile number of credentials is told with a few of them', async () => {
  const keys = Object.fromEntries(Array.from({ length: 1200 }, (_, at) => [`home/u${at}/.netrc`, 'machine x']));
  const { layers } = await saved({ 'manifest.json': manifest('a'), 'config.json': '{}', a: tarOf(keys) });
  expect(layers[0]!.findings).toHaveLength(1000);
  expect(layers[0]!.entries).toHaveLength(1200);
});

test('a layer that cannot be read is named, and the others are read', async () => {
  const zstd = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0]);
  const { layers, unread } = await saved({
    'manifest.json': manifest('zstd', 'torn', 'gone', 'good', 'cut'),
    'config.json': '{}',
    zstd,
    torn: Buffer.concat([gzipSync('x').subarray(0, 10), Buffer.alloc(100, 0xff)]),
    good: tarOf({ a: 'ab' }),
    cut: tarOf({ a: 'x'.repeat(2000) }).subarray(0, 1024),
    tiny: 'x',
  });
  expect(unread).toEqual([
    'layer 1: a layer is packed with zstd, which cannot be read here',
    expect.stringMatching(/^layer 2: ./),
    'layer 3 is not in the archive',
    'layer 5: Unexpected end of data',
  ]);
  expect(layers.map(({ bytes, entries }) => [bytes, entries.length])).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
    [2, 1],
    [2000, 1],
  ]);
});

test('settings that are larger than settings are do not fill the memory', async () => {
  const { layers, unread } = await saved({
    'manifest.json': manifest('a'),
    'config.json': '{}',
    a: tarOf({ a: 'ab' }),
    'huge.json': `{"x":"${'x'.repeat(5 * 1024 * 1024)}"}`,
  });
  expect([layers.length, unread]).toEqual([1, []]);
});

test.each([
  ['nothing', Buffer.alloc(0), '', /^the engine gave no layers$/],
  ['a failure', Buffer.alloc(0), 'saving\nError: no space left', /^docker save failed: Error: no space left$/],
  ['no archive', hugeName(), '', /^the image's archive cannot be read: Header exceeds max size$/],
])('an engine that gives %s is told of', async (_, archive, stderr, told) => {
  const { layers, unread } = await read(archive, [], stderr);
  expect(layers).toEqual([]);
  expect(unread).toEqual([expect.stringMatching(told)]);
});

test('the lists of packages are read layer by layer, and as much of them as fits the memory', async () => {
  const record = 'v/lib/x.dist-info/RECORD';
  const { layers } = await saved({
    'manifest.json': manifest('a', 'b', 'c'),
    'config.json': '{}',
    a: tarOf({ [record]: 'x.py,,\n' }),
    b: gzipSync(tarOf({ [record]: `huge.py,,\n${'\n'.repeat(33 * 1024 * 1024)}` })),
    c: tarOf({ 'var/lib/dpkg/info/y.list': '/etc/y\n' }),
  });
  expect(layers.map(({ packaged }) => [...packaged!])).toEqual([['v/lib/x.py'], [], ['etc/y']]);
});
