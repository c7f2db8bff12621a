// Runs the built program many times in one process, for fuzzing: one JSON line in (a case), one out (how it ended).
// What it writes to its standard streams is caught; each case has a folder of its own, but for one that names a folder.
const fs = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join } = require('node:path');
const { Readable } = require('node:stream');
const { createInterface } = require('node:readline');

const ROOT = join(__dirname, '..', '..');
const real = fs.writeSync;
let caught = { 1: [], 2: [] };
fs.writeSync = (descriptor, bytes, ...rest) => {
  if (!caught[descriptor]) return real(descriptor, bytes, ...rest);
  caught[descriptor].push(Buffer.from(bytes));
  return bytes.length;
};

const { main, realWorld } = require(join(ROOT, 'dist', 'main.cjs'));
const world = realWorld(process, ROOT);

const listing = (folder) => fs.readdirSync(folder, { recursive: true }).sort().join('\n');

const writeTree = (folder, tree) => {
  for (const [path, text] of Object.entries(tree)) {
    const full = join(folder, path);
    if (!full.startsWith(`${folder}/`)) continue;
    try {
      fs.mkdirSync(dirname(full), { recursive: true });
      fs.writeFileSync(full, text, { flag: 'wx' });
    } catch {
      // A name that this disk does not take, or that is taken: the tree is what could be made.
    }
  }
};

const runCase = async ({ argv, env = {}, config, input, tree, folder }) => {
  const cwd = folder ?? fs.mkdtempSync(join(tmpdir(), 'cfc-fuzz-'));
  if (config !== undefined) fs.writeFileSync(join(cwd, 'config.yaml'), config);
  if (tree) writeTree(join(cwd, 'tpl'), tree);
  const before = folder ? '' : listing(cwd);
  caught = { 1: [], 2: [] };
  const stdin = Object.assign(Readable.from(input === undefined ? [] : [Buffer.from(input)]), { isTTY: false });
  const start = process.hrtime.bigint();
  let exitCode;
  let thrown;
  try {
    exitCode = await main(argv, {
      ...world,
      untrusted: new Set(),
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd, ...env },
      stdin,
    });
  } catch (error) {
    thrown = String(error?.stack ?? error);
  }
  const milliseconds = Number((process.hrtime.bigint() - start) / 1_000_000n);
  const [stdout, stderr] = [1, 2].map((stream) => Buffer.concat(caught[stream]).toString());
  const written = !folder && listing(cwd) !== before;
  if (!folder) fs.rmSync(cwd, { recursive: true, force: true });
  return { exitCode, thrown, stdout, stderr, written, milliseconds };
};

(async () => {
  for await (const line of createInterface({ input: process.stdin })) {
    const result = await runCase(JSON.parse(line));
    // readline takes these two for the end of a line.
    const json = JSON.stringify(result).replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`);
    process.stdout.write(`${json}\n`);
  }
})();
