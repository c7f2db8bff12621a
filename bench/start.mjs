// Compares this program with create-vite: same machine, same run, shuffled rounds, medians.
//   npm run bench -- [--rounds N] [--record]
// Writes bench/results/start.json and start.svg. A line that became slower by a tenth since it was
// recorded is shown, ends the run with 1, and is only written over with --record.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chart } from './chart.mjs';
import { installedPeer, PEER, PEER_TEMPLATE, PEER_VERSION } from './peer.mjs';
import { recordedRatios, round, slowerLines, writeJson } from './record.mjs';
import { measure, median } from './rounds.mjs';
import { environmentIn, filesBelow, newFolder, PROGRAM, RESULTS } from './sandbox.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '41' }, record: { type: 'boolean', default: false } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`--rounds ${values.rounds}: expected a whole number above 0`);

const folder = newFolder(true);
const env = environmentIn(folder);
const vite = join(installedPeer(), 'index.js');

const plain = (id, argv) => ({ id, argv: [process.execPath, ...argv], cwd: folder, env });

const files = {};

/** A run that makes a folder, and is checked to have made it. */
const making = (id, script, name, ...words) => {
  const made = join(folder, name);
  return {
    ...plain(id, [script, name, ...words]),
    before: () => rmSync(made, { recursive: true, force: true }),
    check: () => {
      if (words.includes('--git') && !existsSync(join(made, '.git', 'logs', 'HEAD')))
        throw new Error(`${id}: no commit`);
      files[id] ??= filesBelow(made);
    },
  };
};

const COMPLETE = ['--registry-user', 'acme', '--yes'];
const VITE = ['--template', PEER_TEMPLATE, '--no-interactive'];
const cases = [
  plain('empty', ['-e', '0']),
  plain('ours-help', [PROGRAM, '--help']),
  plain('theirs-help', [vite, '--help']),
  making('ours-files', PROGRAM, 'our-files', ...COMPLETE, '--no-git'),
  making('theirs-files', vite, 'their-files', ...VITE),
  making('ours-git', PROGRAM, 'our-git', ...COMPLETE, '--git'),
];

const LINES = [
  { id: 'help', title: '--help', ours: 'ours-help', theirs: 'theirs-help', aim: 1.0 },
  { id: 'files', title: 'a repository, without git', ours: 'ours-files', theirs: 'theirs-files', aim: 1.0 },
  { id: 'git', title: 'a repository, with git', ours: 'ours-git', theirs: 'theirs-files', aim: 1.6 },
];

const times = measure(cases, rounds);
const middle = (id) => round(median(times.get(id)));
const lines = LINES.map(({ id, title, ours, theirs, aim }) => ({
  id,
  title,
  aim,
  ratio: round(median(times.get(ours)) / median(times.get(theirs))),
  ours: middle(ours),
  theirs: middle(theirs),
}));

const json = join(RESULTS, 'start.json');
const recorded = recordedRatios(json);
const slower = slowerLines(lines, recorded);

console.log(`${PEER} ${PEER_VERSION} is 1.00; medians of ${rounds} rounds; node ${process.versions.node}`);
console.table(
  Object.fromEntries(
    lines.map(({ title, ratio, aim, ours, theirs, id }) => [
      title,
      {
        ratio,
        aim,
        met: ratio <= aim ? 'yes' : 'no',
        recorded: recorded.get(id) ?? '-',
        ms: ours,
        [`${PEER} ms`]: theirs,
      },
    ]),
  ),
);
console.log(
  `an empty node: ${middle('empty')} ms; files made: ${files['ours-files']}, by ${PEER} ${files['theirs-files']}`,
);
for (const { title, ratio, id } of slower) {
  console.log(`slower: ${title} was ${recorded.get(id)} and is ${ratio}`);
}

if (slower.length > 0 && !values.record) {
  console.log('nothing was recorded; --record takes these as the new ratios');
  process.exitCode = 1;
} else {
  writeJson(json, {
    peer: { name: PEER, version: PEER_VERSION, template: PEER_TEMPLATE, files: files['theirs-files'] },
    files: files['ours-files'],
    rounds,
    machine: {
      node: process.versions.node,
      platform: process.platform,
      cpu: os.cpus()[0]?.model.trim(),
      cores: os.cpus().length,
    },
    empty: middle('empty'),
    lines,
  });
  const legend = `Times of ${PEER} ${PEER_VERSION} (grey, which makes no git repository); dashed: the aim; medians of ${rounds} runs`;
  writeFileSync(join(RESULTS, 'start.svg'), chart('Time against create-vite, less is faster', legend, lines));
}
