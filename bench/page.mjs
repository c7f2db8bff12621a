// Writes the recorded results into docs/performance.md, each between its markers.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RESULTS, ROOT } from './sandbox.mjs';

const read = (name) => {
  const file = join(RESULTS, `${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
};

const table = (heads, rows) =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const aimed = ({ title, ratio, aim, ours, theirs }) => [
  title,
  ratio.toFixed(2),
  aim === undefined ? 'none' : aim.toFixed(1),
  ours,
  theirs,
];

const waited = ({ longest, answered }) => (answered === 0 ? 'no answer' : `${longest} (${answered})`);

const HEADS = ['line', 'ratio', 'aim'];

const SECTIONS = {
  verify: ({ lines, rounds, processors }) =>
    `${table(
      ['', 'times build and start', 's'],
      lines.map(({ id, ratio, seconds }) => [
        id === 'beside' ? 'verify, one contract after the other' : id,
        ratio,
        seconds,
      ]),
    )}

Medians of ${rounds} rounds in turns, on a loaded machine with ${processors} processors; each build meets one changed line.`,
  start: ({ lines, rounds, machine, empty, files, peer }) =>
    `${table([...HEADS, 'ms', `${peer.name} ms`], lines.map(aimed))}

Medians of ${rounds} rounds, Node.js ${machine.node}, ${machine.cores} cores (${machine.cpu}). An empty \`node -e 0\` took ${empty} ms. ${files} files are made, by ${peer.name} ${peer.version} (${peer.template}) ${peer.files}.`,
  install: ({ lines, rounds, peer }) =>
    `${table([...HEADS, 'ours', `${peer.name} ${peer.version}`], lines.map(aimed))}

Times in ms, medians of ${rounds} rounds, from a registry on 127.0.0.1.`,
  question: ({ lines: [line], rounds }) =>
    `${table([...HEADS, 'ms', '--help ms'], [[line.title, line.ratio.toFixed(2), line.aim, line.ours, line.help]])}

Medians of ${rounds} rounds.`,
  many: ({ tenths, count, files }) =>
    `${table(
      [`tenth of ${count}`, 'ms each', 'ms each, plain node:fs', 'ms each of our own CPU time', 'heap, MB'],
      tenths.map(({ each, plain, cpu, heapMb }, index) => [index + 1, each, plain, cpu, heapMb]),
    )}

${files} files each.`,
  server: ({ sides, seconds, rounds, machine }) =>
    `${table(
      ['beside', ...sides.map(({ title }) => title)],
      Object.keys(sides[0].waits).map((held) => [
        held.replace(/^(silent|kept)(\d+)$/, (_, kind, count) => (count === '0' ? 'nobody' : `${count} ${kind}`)),
        ...sides.map(({ waits }) => waited(waits[held])),
      ]),
    )}

${table(
  ['', ...sides.map(({ title }) => title)],
  [
    ['requests a second of 16 clients, connections kept', ...sides.map(({ rate }) => Math.round(rate))],
    ['64 kept connections, by worker', ...sides.map(({ waits }) => waits.kept64.spread.split(' ').join(' + '))],
  ],
)}

The longest wait in ms, and in brackets how many requests were answered one after the other in ${seconds} s. Rates are medians of ${rounds} rounds; ${machine.cores} cores (${machine.cpu}), shared by server and clients.`,
};

const page = join(ROOT, 'docs', 'performance.md');
let text = readFileSync(page, 'utf8');
for (const [name, write] of Object.entries(SECTIONS)) {
  const result = read(name);
  if (!result) continue;
  const between = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
  text = text.replace(between, (_, before, after) => `${before}\n${write(result)}\n\n${after}`);
}
writeFileSync(page, text);
