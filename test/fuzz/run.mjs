// Runs the property tests for a while and writes docs/fuzz.md: what was run, how often, for how long.
// FUZZ_SECONDS is the time for each property.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { longSuite, ROOT, writePage } from '../kit/long-suite.mjs';

const { status, lines } = longSuite('fuzz', ['--runInBand'], 'FUZZ_RECORD');

const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules', 'fast-check', 'package.json'), 'utf8'));
const sum = (key) => lines.reduce((total, line) => total + line[key], 0);
const text = `# Fuzzing

Made by \`npm run fuzz\`; do not edit. Properties are tried with fast-check ${version} against the built program, many runs in
one process; each run is a dry run in a folder of its own. For every one of them it is checked that

- the exit code is a documented one, and never 70 (a fault of ours);
- nothing is thrown, nothing is written, and it ends within five seconds;
- with \`--json\` the document parses, and a refusal names at least one problem;
- no control character, escape sequence or bidi character that was given reaches the terminal, and no message speaks of
  \`undefined\` or shows a stack;
- what is accepted replays: the words of the report, and the answers as a config file, plan the same bytes.

| given | runs | seconds |
|---|---|---|
${lines.map(({ what, runs, seconds }) => `| ${what} | ${runs} | ${seconds} |`).join('\n')}
| in all | ${sum('runs')} | ${sum('seconds')} |

What failed once is kept in \`test/fuzz/corpus/\` and runs with \`npm test\`, as do two hundred cases that are the same
each time. \`FUZZ_SEED\` repeats a run, \`FUZZ_SECONDS\` sets the time for each property.

Found so far, each with its test: flags named like the members of every JavaScript object (\`--toString\`) ended in a fault; a config
file was looked for in the folder of the process and not in that of the run; \`--dry-run --dry-run false\` wrote a repository.
`;
if (lines.length > 0 && status === 0) writePage('fuzz.md', text);
