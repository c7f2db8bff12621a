// Counts what is run, for `npm run coverage`: the source is instrumented as it stands, TypeScript and all, so that
// the program in a process of its own and the tests that import src/ count the same lines, and no source map is needed.
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join, relative } = require('node:path');
const { createInstrumenter, defaultOpts } = require('istanbul-lib-instrument');

const root = join(__dirname, '..');
const COUNTS = join(root, 'reports', 'coverage', 'counts');

/** @returns {{ code: string, map: import('istanbul-lib-coverage').FileCoverageData }} the source with counters, and what they count */
const instrumented = (path) => {
  const instrumenter = createInstrumenter({
    parserPlugins: [...defaultOpts.parserPlugins, 'typescript'],
    preserveComments: true,
  });
  const name = relative(root, path).replaceAll('\\', '/');
  const code = instrumenter.instrumentSync(readFileSync(path, 'utf8'), name);
  return { code, map: JSON.parse(JSON.stringify(instrumenter.lastFileCoverage())) };
};

/** Runs in the program and in the tests: keeps the counts, not what they count. */
const kept = (folder, coverage, files) => {
  const counts = Object.entries(coverage ?? {}).map(([name, { s, f, b }]) => [name, { s, f, b }]);
  const name = `${process.pid}-${Date.now()}-${Math.random().toString(36).slice(2)}.json`;
  if (counts.length > 0) files.writeFileSync(`${folder}/${name}`, JSON.stringify(counts));
};

/** Code that keeps the counts of a program when it ends. A run that may write nowhere, or is killed, is not counted. */
const KEEPING = `process.on('exit',()=>{try{(${kept})(${JSON.stringify(COUNTS)},globalThis.__coverage__,require('node:fs'))}catch{}});`;

/** @type {import('esbuild').Plugin} */
const plugin = {
  name: 'counting',
  setup(builder) {
    builder.onLoad({ filter: /\.ts$/ }, ({ path }) =>
      path.startsWith(join(root, 'src')) ? { contents: instrumented(path).code, loader: 'ts' } : undefined,
    );
  },
};

const keep = (coverage) => {
  mkdirSync(COUNTS, { recursive: true });
  kept(COUNTS, coverage, { writeFileSync });
};

module.exports = { COUNTS, instrumented, KEEPING, keep, plugin, root };
