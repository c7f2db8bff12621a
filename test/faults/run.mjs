// Runs every test that injects a fault, and writes docs/faults.md: what was done, how often, how the runs ended.
import { longSuite, writePage } from '../kit/long-suite.mjs';

const { status, lines } = longSuite('faults', ['--maxWorkers=2'], 'FAULTS_RECORD');

const broken = lines.filter(({ what }) => what.startsWith('not as promised'));
const rows = new Map();
for (const { what, end } of lines.filter((line) => !broken.includes(line))) {
  const ends = rows.get(what) ?? new Map();
  ends.set(end, (ends.get(end) ?? 0) + 1);
  rows.set(what, ends);
}
const total = (ends) => [...ends.values()].reduce((sum, count) => sum + count, 0);
const told = (ends) =>
  [...ends]
    .sort(([one], [other]) => String(one).localeCompare(String(other), 'en', { numeric: true }))
    .map(([end, count]) => `${end}: ${count}`)
    .join(', ');
const all = [...rows.values()].reduce((sum, ends) => sum + total(ends), 0);

const every = Number(process.env.FAULTS_EVERY ?? 1);
const calls = every === 1 ? 'each file call of a run' : `every ${every}th file call of a run`;

const cutShort =
  status === 0
    ? ''
    : 'The run that made this table failed or was ended early: the table holds what was done until then.\n\n';

const text = `# Faults

Made by \`npm run faults\`; do not edit. Each run is the real program under a real fault: system calls are failed,
or the process is ended at them, with strace(1); disks are small, read-only or odd mounts in a namespace of their own.
"At each call" is ${calls}, with one run for each (\`FAULTS_EVERY\` takes fewer).

After each run it is checked that

- a new target is absent or whole, and in an existing folder every file is the old or the new one, with the old bytes
  kept beside;
- the exit code is the documented one, with one message that names the path and no stack;
- nothing else is left, and the same command given again succeeds and ends with the whole result. What a killed run or a
  disk that stays broken leaves beside the target goes with the next run.

${cutShort}Runs: ${all}. Not as promised: ${broken.length}.

| fault | runs | how they ended (exit code or signal: runs) |
|---|---|---|
${[...rows].map(([what, ends]) => `| ${what} | ${total(ends)} | ${told(ends)} |`).join('\n')}

Exit code 0 under a fault means that the call did not matter (a folder that is there already, a reader that left) and
the result is whole.

Not covered: power cuts (nothing is flushed to the device), and network file systems but for the errors that they
answer with.
`;
if (lines.length > 0) writePage('faults.md', text);
process.stdout.write(`${all} runs, ${broken.length} not as promised\n`);
