// Preloaded by a test: names every file of dist/ that a run loads.
const Module = require('node:module');
const { basename } = require('node:path');

const load = Module._load;
const seen = new Set();
Module._load = function (request, ...rest) {
  if (/\.cjs$/.test(request) && !seen.has(request)) {
    seen.add(request);
    process.stderr.write(`loaded ${basename(request)}\n`);
  }
  return load.call(this, request, ...rest);
};
