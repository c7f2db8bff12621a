// What `npx` takes, cold (a fresh npm cache) and warm, and how large the package is, beside create-vite.
//   npm run bench:install -- [--rounds N]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PEER, PEER_VERSION } from './peer.mjs';
import { round, writeJson } from './record.mjs';
import { measure, median } from './rounds.mjs';
import { environmentIn, newFolder, RESULTS, ROOT } from './sandbox.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const rounds = Number(values.rounds);
const folder = newFolder();

const server = spawn(
  process.execPath,
  [fileURLToPath(new URL('serve.mjs', import.meta.url)), folder, ROOT, `${PEER}@${PEER_VERSION}`],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
process.on('exit', () => server.kill());
const [line] = await once(server.stdout, 'data');
const { url, packages } = JSON.parse(line);
const [ours, theirs] = packages;

const npx = (id, { name, version }, cold) => {
  const cache = join(folder, `cache-${id}`);
  const clear = () => rmSync(cache, { recursive: true, force: true });
  return {
    id,
    argv: ['npx', '--yes', `${name}@${version}`, '--help'],
    cwd: folder,
    env: {
      ...environmentIn(folder),
      npm_config_registry: url,
      npm_config_cache: cache,
      npm_config_update_notifier: 'false',
    },
    ...(cold ? { before: clear } : {}),
  };
};

const times = measure(
  [npx('ours-cold', ours, true), npx('theirs-cold', theirs, true), npx('ours-warm', ours), npx('theirs-warm', theirs)],
  rounds,
);
const lineOf = (id, title, aim) => {
  const [one, other] = [median(times.get(`ours-${id}`)), median(times.get(`theirs-${id}`))];
  return { id, title, aim, ratio: round(one / other), ours: round(one), theirs: round(other) };
};
const lines = [
  lineOf('cold', 'npx, fresh cache', 0.9),
  lineOf('warm', 'npx, warm cache', 1.0),
  ...[
    ['unpackedSize', 'bytes unpacked', 1.0],
    ['size', 'bytes packed', undefined],
  ].map(([id, title, aim]) => ({
    id,
    title,
    aim,
    ratio: round(ours[id] / theirs[id]),
    ours: ours[id],
    theirs: theirs[id],
  })),
];
console.log(`${PEER} ${PEER_VERSION} is 1.00; medians of ${rounds} rounds; times in ms`);
console.table(Object.fromEntries(lines.map(({ title, id: _, ...line }) => [title, line])));
writeJson(join(RESULTS, 'install.json'), { peer: { name: PEER, version: PEER_VERSION }, rounds, lines });
server.kill();
