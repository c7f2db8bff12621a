// Says which pins of the generated repositories (templates/pins.json) have aged, and fails if one has. Asks github.com
// with git and pypi.org; needs no account. With one argument it reads another file of pins.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const pins = JSON.parse(readFileSync(process.argv[2] ?? join(root, 'templates', 'pins.json'), 'utf8'));

/** Python's versions are announced as leaving this long before their end. */
const NOTICE_DAYS = 180;

const byVersion = (one, other) => {
  const [left, right] = [one, other].map((tag) => tag.replace(/^v/, '').split('.').map(Number));
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
};

/** Full version tags of an action, to the commits they stand for; an annotated tag's own line is replaced by its commit's. */
const tagsOf = (action) => {
  const listed = execFileSync('git', ['ls-remote', '--tags', '--', `https://github.com/${action}`], {
    encoding: 'utf8',
    env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
  });
  const tags = new Map();
  for (const line of listed.trim().split('\n')) {
    const [sha, ref = ''] = line.split('\t');
    const tag = ref.replace('refs/tags/', '').replace('^{}', '');
    if (/^v\d+\.\d+\.\d+$/.test(tag)) tags.set(tag, sha);
  }
  return tags;
};

const agedActions = () =>
  Object.entries(pins.actions).flatMap(([action, { tag, sha }]) => {
    const tags = tagsOf(action);
    const newest = [...tags.keys()].sort(byVersion).at(-1);
    if (tags.get(tag) !== sha)
      return [`${action}: ${tag} is now ${tags.get(tag) ?? 'gone'}, pinned is ${sha}: find out why`];
    return newest === tag ? [] : [`${action}: ${newest} is newer than ${tag} (${tags.get(newest)})`];
  });

const agedVersions = async () => {
  const aged = [];
  for (const [name, { version }] of Object.entries(pins.versions)) {
    const answer = await fetch(`https://pypi.org/pypi/${name}/json`);
    if (!answer.ok) throw new Error(`pypi.org answered ${answer.status} for ${name}`);
    const newest = (await answer.json()).info.version;
    if (newest !== version) aged.push(`${name}: ${newest} is newer than ${version}`);
  }
  return aged;
};

const agedPythons = () =>
  Object.entries(pins.python).flatMap(([version, { endOfLife }]) =>
    Date.parse(endOfLife) - Date.now() < NOTICE_DAYS * 86_400_000 ? [`Python ${version} ends on ${endOfLife}`] : [],
  );

const aged = [...agedPythons(), ...agedActions(), ...(await agedVersions())];
process.stdout.write(aged.length === 0 ? 'Every pin is current.\n' : `${aged.join('\n')}\n`);
process.exitCode = aged.length === 0 ? 0 : 1;
