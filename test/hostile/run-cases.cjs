// Runs the built program many times in one process: a template that escaped would be in this very process.
// usage: node run-cases.cjs <cases.json> [result.json]; prints what came of each as JSON, or writes it.
const fs = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..', '..');
const { cases } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const real = fs.writeSync;
let out = { 1: '', 2: '' };
fs.writeSync = (descriptor, data, ...rest) => {
  if (descriptor !== 1 && descriptor !== 2) return real(descriptor, data, ...rest);
  out[descriptor] += typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
  return data.length;
};
const { main, realWorld } = require(join(root, 'dist', 'main.cjs'));

(async () => {
  const results = [];
  const world = realWorld(process, root);
  const names = Object.keys(globalThis).length;
  for (const { argv, cwd, env } of cases) {
    out = { 1: '', 2: '' };
    const began = Date.now();
    const exitCode = await main(argv, { ...world, cwd, env });
    results.push({ exitCode, stdout: out[1], stderr: out[2], took: Date.now() - began });
  }
  const polluted =
    Object.keys(Object.prototype).length + Object.keys(Array.prototype).length + Object.keys(globalThis).length - names;
  const result = JSON.stringify({ results, polluted });
  // A pipe takes only a part of it at once.
  if (process.argv[3] === undefined) process.stdout.write(result);
  else fs.writeFileSync(process.argv[3], result);
})();
