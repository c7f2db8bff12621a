// A reporter of jest: after each test file it adds up what its runs left. Thousands of files would fill the disk.
const { mergeProcessCovs } = require('@bcoe/v8-coverage');
const fs = require('node:fs');
const { join } = require('node:path');
const { fileURLToPath } = require('node:url');

const MAPS = 'source-map-cache';
const folder = process.env.NODE_V8_COVERAGE;
const sum = join(folder, 'sum.json');

/** c8 compares the sources of a map with its patterns as paths. */
const withPaths = (map) => {
  if (map.data) map.data.sources = map.data.sources.map((url) => (url.startsWith('file:') ? fileURLToPath(url) : url));
  return map;
};

/** Nothing where a run is still writing it. */
const read = (path) => {
  try {
    const { result, ...rest } = JSON.parse(fs.readFileSync(path, 'utf8'));
    const maps = Object.entries(rest[MAPS] ?? {}).filter(([url]) => url.includes('/dist/'));
    return {
      path,
      result: result.filter(({ url }) => url.includes('/dist/')),
      maps: Object.fromEntries(maps.map(([url, map]) => [url, withPaths(map)])),
    };
  } catch {
    return undefined;
  }
};

module.exports = class MergeCoverage {
  onTestResult() {
    const all = fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => read(join(folder, name))) : [];
    const found = all.filter((one) => one !== undefined);
    const { result } = mergeProcessCovs(found.map(({ result }) => ({ result })));
    for (const { path } of found) fs.rmSync(path);
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(sum, JSON.stringify({ result, [MAPS]: Object.assign({}, ...found.map(({ maps }) => maps)) }));
  }

  onRunComplete() {
    this.onTestResult();
  }
};
