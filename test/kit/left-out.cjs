const { leftOut } = require('./chosen-tests.cjs');

/** Says in the last lines which tests were left out, and why: a green run must not hide it. */
module.exports = class LeftOut {
  onRunComplete(_, { numPendingTests: skipped }) {
    const rows =
      skipped === 0 ? [] : [`Left out: ${skipped} tests that others stand for, or that were not asked for.\n`];
    process.stderr.write([...leftOut, ...rows].join(''));
  }
};
