// Preloaded by a test: names every file of dist/ that a run loads.
const Module = require('node:module');
const { join, relative } = require('node:path');

const dist = join(__dirname, '..', '..', 'dist');
const load = Module._extensions['.js'];
Module._extensions['.js'] = (module, path) => {
  if (path.startsWith(dist)) process.stderr.write(`loaded ${relative(dist, path).replaceAll('\\', '/')}\n`);
  return load(module, path);
};
