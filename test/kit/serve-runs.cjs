// Runs the built program as often as it is told to, one run after another, each with a folder and an environment of its
// own. What it writes is sent back. `one-process.ts` talks to it.
const fs = require('node:fs');
const { join } = require('node:path');

const root = join(__dirname, '..', '..');
const real = fs.writeSync;
let out = { 1: '', 2: '' };
fs.writeSync = (descriptor, data, ...rest) => {
  if (descriptor !== 1 && descriptor !== 2) return real(descriptor, data, ...rest);
  out[descriptor] += typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
  return data.length;
};
const { main, realWorld } = require(join(root, 'dist', 'main.cjs'));

const world = realWorld(process, root);

const run = async ({ argv, cwd, env }) => {
  out = { 1: '', 2: '' };
  process.chdir(cwd);
  process.env = env;
  const exitCode = await main(argv, { ...world, cwd, env, untrusted: new Set() });
  return { exitCode, signal: null, stdout: out[1], stderr: out[2] };
};

let turn = Promise.resolve();
process.on('message', ({ id, ...asked }) => {
  turn = turn.then(async () => process.send({ id, ended: await run(asked) }));
});
