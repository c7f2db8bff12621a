const { spawnSync } = require('node:child_process');
const { join } = require('node:path');
const { dockerd } = require('./dockerd.cjs');

/**
 * Which of the tests that were asked for are run. Jest calls it with their paths, so that an engine is asked for only
 * where a test needs one. ENGINE_TESTS=required fails without an engine, =none leaves those tests out, otherwise the
 * engine decides. Without one the run is the short one: test/hostile/ and what is called slow are left out too, unless
 * they were named.
 */

const wanted = process.env.ENGINE_TESTS ?? 'auto';
const asked = process.argv.filter((word) => word.startsWith('test/'));
/** Asked for by more than the name of a room: `npx jest test/hostile`, `npx jest test/sources/npm`. */
const isNamed = (path) =>
  asked.some((word) => path.includes(word) && (word.includes('hostile') || !path.includes(`${word}/`)));
const isSlow = (path) =>
  (path.endsWith('.slow.test.ts') || path.includes(join('test', 'hostile', ''))) && !isNamed(path);
const isEngine = (path) => /\.engine\./.test(path);
const isDaemon = (path) => /\.daemon\./.test(path);

const whyNoEngine = () => {
  if (wanted === 'none') return 'ENGINE_TESTS=none';
  if (spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0) return undefined;
  if (wanted === 'required') throw new Error('ENGINE_TESTS=required, and no Docker Engine answers');
  return 'no Docker Engine answers `docker info`';
};

/** What is left out, in the order in which it is asked: which files, and why, or nothing where they can be run. */
const KINDS = [
  {
    holds: (path) => /\.(matrix|mutants|faults|fuzz)\.test\.ts$/.test(path),
    what: 'which take long',
    why: () =>
      process.env.LONG_TESTS === 'true' ? undefined : 'LONG_TESTS=true runs them; CONTRIBUTING.md names them',
  },
  {
    holds: (path) => isEngine(path) || isDaemon(path),
    what: 'which build and run images',
    why: whyNoEngine,
  },
  {
    holds: isSlow,
    what: 'which go through all that strangers and people may send',
    why: whyNoEngine,
  },
  {
    holds: isDaemon,
    what: 'which start an engine of their own',
    why: () => (dockerd === undefined ? 'root and dockerd are needed' : undefined),
  },
];

/** Lines for the end of the run. */
const leftOut = [];

const without = (paths, { holds, what, why }) => {
  const found = paths.filter(holds);
  const reason = found.length === 0 ? undefined : why();
  if (reason === undefined) return paths;
  leftOut.push(`Left out: ${found.length} test files ${what} (${reason}).\n`);
  return paths.filter((path) => !holds(path));
};

module.exports = async (paths) => {
  const filtered = KINDS.reduce(without, paths);
  // Jest calls no reporter then.
  if (filtered.length === 0) process.stderr.write(leftOut.join(''));
  return { filtered };
};
module.exports.leftOut = leftOut;
