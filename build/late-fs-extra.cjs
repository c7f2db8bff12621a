// Stands in the bundle for the index of fs-extra: each part of it is set up when it is first used, and
// what this program never uses (json, move, outputFile) is left out.
const parts = [
  [() => require('../node_modules/fs-extra/lib/copy/index.js'), ['copy', 'copySync']],
  [() => require('../node_modules/fs-extra/lib/empty/index.js'), ['emptyDir', 'emptyDirSync']],
  [
    () => require('../node_modules/fs-extra/lib/mkdirs/index.js'),
    ['ensureDir', 'ensureDirSync', 'mkdirp', 'mkdirpSync'],
  ],
  [() => require('../node_modules/fs-extra/lib/path-exists/index.js'), ['pathExists', 'pathExistsSync']],
  [() => require('../node_modules/fs-extra/lib/remove/index.js'), ['remove', 'removeSync']],
];

Object.assign(exports, require('../node_modules/fs-extra/lib/fs/index.js'));
for (const [load, names] of parts) {
  for (const name of names) Object.defineProperty(exports, name, { enumerable: true, get: () => load()[name] });
}
