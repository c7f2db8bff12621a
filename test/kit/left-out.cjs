/** Says in the last lines which tests were left out, and why: a green run must not hide it. */
module.exports = class LeftOut {
  constructor(_config, { engine, wanted, daemon }) {
    const daemonText = daemon
      ? ''
      : 'Left out: the tests in *.daemon.test.ts, which start an engine of their own (root and dockerd are needed).\n';
    this.text = engine
      ? daemonText
      : daemonText +
        `Left out: the tests in *.engine.test.ts, which build and run images (${wanted === 'none' ? 'ENGINE_TESTS=none' : 'no Docker Engine answers `docker info`'}).\n`;
  }

  onRunComplete() {
    process.stderr.write(this.text);
  }
};
