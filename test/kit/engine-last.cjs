const { default: TestRunner } = require('jest-runner');

const needsEngine = ({ path }) => /\.(engine|daemon)\./.test(path);

/**
 * Runs the tests that share no engine beside each other, then those that do one after another:
 * two at once would take containers, ports and time from each other.
 */
module.exports = class EngineLast extends TestRunner {
  async runTests(tests, watcher, options) {
    const apart = tests.filter((test) => !needsEngine(test));
    if (apart.length > 0) await super.runTests(apart, watcher, options);
    const sharing = tests.filter(needsEngine);
    this._globalConfig = { ...this._globalConfig, maxWorkers: 1 };
    if (sharing.length > 0) await super.runTests(sharing, watcher, options);
  }
};
