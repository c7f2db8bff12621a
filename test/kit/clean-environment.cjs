const { chmodSync, readdirSync, rmSync, statSync } = require('node:fs');
const { join } = require('node:path');
const { TestEnvironment } = require('jest-environment-node');

/** Makes whatever a test locked removable again. */
const unlock = (path) => {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  chmodSync(path, 0o700);
  for (const item of readdirSync(path, { withFileTypes: true })) if (item.isDirectory()) unlock(join(path, item.name));
};

/** Removes what the tests of a file made, when all their own cleaning, which may make more, is done. */
module.exports = class CleanEnvironment extends TestEnvironment {
  async teardown() {
    for (const folder of this.global.madeFolders ?? []) {
      unlock(folder);
      rmSync(folder, { recursive: true, force: true });
    }
    await super.teardown();
  }
};
