const { existsSync, realpathSync } = require('node:fs');
const { delimiter, dirname, join } = require('node:path');

const path = (process.env.PATH ?? '').split(delimiter);
const client = path.map((folder) => join(folder, 'docker')).find(existsSync);
const beside =
  client === undefined ? [] : [dirname(realpathSync(client)), join(dirname(realpathSync(client)), '../sbin')];
const folders = [...path, ...beside, '/usr/sbin'];

/** The engine's own program, and where it finds its helpers: for tests that start an engine of their own. Only root can. */
exports.dockerd =
  process.getuid?.() === 0 ? folders.map((folder) => join(folder, 'dockerd')).find(existsSync) : undefined;
exports.searchPath = [...beside, ...path].join(delimiter);
