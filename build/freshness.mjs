// Says which versions of the generated repositories have aged (npm run freshness). What they are pinned to
// stands in templates/pins.json and in the template's lock files. Offline it judges by dates; where a source
// answers, it also says what is newer. Nothing is written: a human reads, and changes the pins on purpose.
//
//   --date 2027-01-31   judge as of this day (default: today)
//   --offline           ask no one
//   --pins FILE         another file of pins
//   --index URL         another package index (default https://pypi.org)
//   --actions URL       where the actions' repositories are (default https://github.com/)
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    date: { type: 'string', default: new Date().toISOString().slice(0, 10) },
    offline: { type: 'boolean', default: false },
    pins: { type: 'string', default: join(root, 'templates', 'pins.json') },
    index: { type: 'string', default: 'https://pypi.org' },
    actions: { type: 'string', default: 'https://github.com/' },
  },
});

const DAY = 86_400_000;
const GITHUB = 'https://github.com/';
/** How long a list of pins may go unread, and how long before its end a Python is announced as leaving; in days. */
const READ_DAYS = 90;
const NOTICE_DAYS = 180;
/** How long a source may take to answer, in milliseconds. */
const PATIENCE = 20_000;

const today = Date.parse(values.date);
if (Number.isNaN(today)) {
  process.stderr.write(`--date "${values.date}": expected a day such as 2027-01-31\n`);
  process.exit(2);
}
const pins = JSON.parse(readFileSync(values.pins, 'utf8'));

/** Findings: `stale` fails the run, `unknown` is what could not be asked. */
const stale = [];
const unknown = [];

const daysUntil = (day) => Math.floor((Date.parse(day) - today) / DAY);

const judgeDates = () => {
  const unread = -daysUntil(pins.read);
  if (unread > READ_DAYS) stale.push(`the pins were last read ${unread} days ago, on ${pins.read}`);
  for (const [version, { endOfLife, source }] of Object.entries(pins.python)) {
    const left = daysUntil(endOfLife);
    if (left < 0) stale.push(`Python ${version} has been past its end for ${-left} days (${endOfLife}, ${source})`);
    else if (left < NOTICE_DAYS) stale.push(`Python ${version} ends in ${left} days (${endOfLife}, ${source})`);
  }
};

const numbers = (version) => version.replace(/^v/, '').split('.').map(Number);
const byVersion = (one, other) => {
  const [left, right] = [numbers(one), numbers(other)];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** Full version tags of an action, to the commits they stand for; an annotated tag's own line is replaced by its commit's. */
const tagsOf = async (action) => {
  const { stdout } = await promisify(execFile)('git', ['ls-remote', '--tags', '--', values.actions + action], {
    env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
    timeout: PATIENCE,
  });
  const tags = new Map();
  for (const line of stdout.trim().split('\n')) {
    const [sha, ref = ''] = line.split('\t');
    const tag = ref.replace('refs/tags/', '').replace('^{}', '');
    if (/^v?\d+\.\d+\.\d+$/.test(tag)) tags.set(tag, sha);
  }
  return tags;
};

const judgeAction = async ([action, { tag, sha }]) => {
  const tags = await tagsOf(action);
  const newest = [...tags.keys()].sort(byVersion).at(-1);
  if (tags.get(tag) !== sha)
    stale.push(`${action}: ${tag} is ${tags.get(tag) ?? 'gone'}, pinned is ${sha}: find out why`);
  else if (newest !== tag) stale.push(`${action}: ${newest} (${tags.get(newest)}) is newer than ${tag}`);
};

/** A program or image that the pipeline downloads, by the tags of its own repository. */
const judgeTool = async ([name, { version, source }]) => {
  const repository = source.slice(GITHUB.length).replace(/\/tags$/, '');
  const newest = [...(await tagsOf(repository)).keys()].sort(byVersion).at(-1) ?? 'v0';
  if (byVersion(newest, version) > 0) stale.push(`${name}: ${newest} is newer than ${version}`);
};

const judgePackage = async ([name, version]) => {
  const answer = await fetch(`${values.index}/pypi/${name}/json`, { signal: AbortSignal.timeout(PATIENCE) });
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
  const newest = (await answer.json()).info.version;
  if (byVersion(newest, version) > 0) stale.push(`${name}: ${newest} is newer than ${version}`);
};

/** Everything that the lock of the template names, direct or not. */
const locked = () => {
  const lock = readFileSync(join(root, 'templates/flask/files/@packageManager=pip/requirements-dev.txt'), 'utf8');
  return [...lock.matchAll(/^([a-z0-9._-]+)==([^\s\\;]+)/gm)].map(([, name, version]) => [name, version]);
};

/** Asks about each in turn; a source that does not answer is noted, and no failure. */
const ask = async (entries, judge) => {
  for (const entry of entries) {
    try {
      await judge(entry);
    } catch (error) {
      unknown.push(
        `${entry[0]}: ${String(error.cause?.message ?? error.message)
          .trim()
          .split('\n')
          .at(-1)}`,
      );
    }
  }
};

judgeDates();
if (!values.offline) {
  await ask(Object.entries(pins.actions), judgeAction);
  const tools = Object.entries(pins.versions);
  await ask(
    tools.filter(([, { source }]) => source.startsWith(GITHUB)),
    judgeTool,
  );
  const packages = tools
    .filter(([, { source }]) => !source.startsWith(GITHUB))
    .map(([name, { version }]) => [name, version]);
  await ask([...packages, ...locked()], judgePackage);
}

const section = (title, lines) =>
  lines.length === 0 ? '' : `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`;
process.stdout.write(section('Aged', stale) + section('Could not be asked', unknown));
process.stdout.write(
  stale.length === 0
    ? `Nothing that is known has aged as of ${values.date}.\n`
    : `${stale.length} to look at as of ${values.date}.\n`,
);
process.exitCode = stale.length === 0 ? 0 : 1;
