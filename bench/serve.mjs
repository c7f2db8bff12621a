// Serves the packages whose archives lie in a folder, in a process of its own: the one that measures waits for
// what it measures, and could not answer. Prints its address.
import { packed, registryOf } from './registry.mjs';

const [folder, ...packages] = process.argv.slice(2);
const found = packages.map((what) => packed(what, folder));
const { url } = await registryOf(found);
console.log(
  JSON.stringify({
    url,
    packages: found.map(({ name, version, size, unpackedSize }) => ({ name, version, size, unpackedSize })),
  }),
);
