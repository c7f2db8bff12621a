// How long the first question takes to stand on the screen of a real pseudo-terminal, beside `--help` there.
//   npm run bench:question -- [--rounds N]
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { spawn } from '@lydell/node-pty';
import { round, writeJson } from './record.mjs';
import { median } from './rounds.mjs';
import { environmentIn, newFolder, PROGRAM, RESULTS } from './sandbox.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '21' } } });
const rounds = Number(values.rounds);
const AIM = 1.3;
const folder = newFolder();
const env = { ...environmentIn(folder), TERM: 'xterm-256color' };

/** @returns milliseconds until a text is on the screen. */
const until = (words, text) =>
  new Promise((resolve, reject) => {
    const start = performance.now();
    const pty = spawn(process.execPath, [PROGRAM, ...words], { cols: 80, rows: 60, cwd: folder, env });
    let seen = '';
    let took;
    pty.onData((part) => {
      seen += part;
      if (took !== undefined || !seen.includes(text)) return;
      took = performance.now() - start;
      pty.kill('SIGKILL');
    });
    pty.onExit(() => (took === undefined ? reject(new Error(`"${text}" was not shown:\n${seen}`)) : resolve(took)));
  });

const times = { help: [], question: [] };
for (let index = 0; index <= rounds; index += 1) {
  const help = await until(['--help'], '--registry-user');
  const question = await until([], 'App name');
  if (index > 0) {
    times.help.push(help);
    times.question.push(question);
  }
}
const [help, question] = [median(times.help), median(times.question)];
const line = {
  id: 'question',
  title: 'first question',
  aim: AIM,
  ratio: round(question / help),
  ours: round(question),
  help: round(help),
};
console.log(`--help in the same terminal is 1.00; medians of ${rounds} rounds; times in ms`);
console.table({ [line.title]: line });
writeJson(join(RESULTS, 'question.json'), { rounds, lines: [line] });
