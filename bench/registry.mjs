// A package registry of two packages on 127.0.0.1: what npx costs without the network's weather.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

/** @returns what `npm pack` made of a package: its manifest, archive and sizes. */
export const packed = (what, folder) => {
  const words = ['pack', what, '--json', '--ignore-scripts', '--pack-destination', folder];
  const text = execFileSync('npm', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [{ filename, name, version, size, unpackedSize }] = JSON.parse(text);
  const archive = readFileSync(join(folder, filename));
  const manifest = JSON.parse(
    execFileSync('tar', ['-xzOf', join(folder, filename), 'package/package.json'], { encoding: 'utf8' }),
  );
  return { name, version, size, unpackedSize, archive, manifest };
};

/** What a registry tells who installs: https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md */
const installable = ({ name, version, bin, engines, dependencies = {} }) => ({
  name,
  version,
  bin,
  engines,
  dependencies,
});

const documentOf = ({ name, version, archive, manifest }, base) => ({
  name,
  'dist-tags': { latest: version },
  versions: {
    [version]: {
      ...installable(manifest),
      dist: {
        tarball: `${base}/${name}/-/${name}-${version}.tgz`,
        integrity: `sha512-${createHash('sha512').update(archive).digest('base64')}`,
        shasum: createHash('sha1').update(archive).digest('hex'),
      },
    },
  },
});

/** @returns the address of a registry of these packages, and how to close it. */
export const registryOf = async (packages) => {
  const server = createServer((request, response) => {
    const base = `http://${request.headers.host}`;
    const found = packages.find(({ name }) => request.url.split('/')[1] === name);
    if (!found) return response.writeHead(404).end('{}');
    if (request.url.endsWith('.tgz')) return response.end(found.archive);
    return response.setHeader('content-type', 'application/json').end(JSON.stringify(documentOf(found, base)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
};
