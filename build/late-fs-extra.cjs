// Stands in the bundle for the index of fs-extra: what it adds to node:fs is set up when it is first used, and what
// this program never uses (all that is asynchronous, json, move, outputFile) is left out. Few runs copy.
const parts = {
  copySync: () => partOf('./fs-extra-copy.cjs').default,
  removeSync: () => require('../node_modules/fs-extra/lib/remove/index.js'),
};

const fs = Object.create(require('node:fs'));
for (const [name, load] of Object.entries(parts)) Object.defineProperty(fs, name, { get: () => load()[name] });

exports.__esModule = true;
exports.default = fs;
