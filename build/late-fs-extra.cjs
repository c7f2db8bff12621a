// Stands in the bundle for the index of fs-extra: what it adds to node:fs is set up when it is first used, and what
// this program never uses (all that is asynchronous, json, move, copy) is left out.
const fs = Object.create(require('node:fs'));
Object.defineProperty(fs, 'removeSync', {
  get: () => require('../node_modules/fs-extra/lib/remove/index.js').removeSync,
});

exports.__esModule = true;
exports.default = fs;
