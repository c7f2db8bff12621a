import { type Problem, Stop } from '../../errors';
import type { World } from '../../machine/world';
import { RECORD_FILE, type Recorded, readRecord } from '../../project/record';
import { IDENTITY } from '../../steps/git-tool';
import { unsafe } from '../../template/path-safety';
import { PROGRAM } from '../command';
import { bytesFrom, call } from './git';
import { judgeRecord } from './given';
import type { Author } from './merge';
import type { Place } from './place';

export const missingRecord = (directory: string): Stop =>
  new Stop('usage', [
    {
      code: 'missing',
      message: `${directory} has no ${RECORD_FILE}: it was not made by this program, or the file is gone`,
      flag: 'directory',
      value: directory,
      fix: `for a Flask app that is there already: ${PROGRAM} adopt`,
    } satisfies Problem,
  ]);

const uncommitted = (): Stop =>
  new Stop('target', [
    {
      code: 'target',
      message: `${RECORD_FILE} was never committed: an update starts from a commit`,
      flag: 'directory',
      fix: 'git add and git commit it, with the other files of the repository',
    },
  ]);

export const recordOf = async (place: Place, world: World): Promise<Recorded> => {
  const bytes = await bytesFrom(place.git, ['cat-file', 'blob', `${place.head}:${place.prefix}${RECORD_FILE}`]);
  if (bytes === undefined) throw uncommitted();
  return judgeRecord(readRecord(bytes.toString('utf8')), unsafe, world.version);
};

export const NOBODY: Author = { name: 'create-flask-container', email: 'create-flask-container@localhost' };

/** @throws Stop(unavailable) where git does not know who commits */
export const authorOf = async ({ git }: Place): Promise<Author> => {
  const named = await call({ ...git, settings: [...git.settings, 'user.useConfigOnly=true'] }, [
    'var',
    'GIT_AUTHOR_IDENT',
  ]);
  const match = /^(.+) <(.*)> \d+ [+-]\d+$/.exec(named.stdout.trim());
  if (named.ok && match) return { name: match[1]!, email: match[2]! };
  throw new Stop('unavailable', [IDENTITY.problem]);
};

export const mustBeNew = async (place: Place, branch: string | undefined): Promise<void> => {
  if (branch === undefined) return;
  const there = await call(place.git, ['show-ref', '--verify', '--quiet', `refs/heads/${branch}`]);
  if (!there.ok) return;
  throw new Stop('target', [
    {
      code: 'target',
      message: `--to-branch ${branch}: there is such a branch`,
      flag: '--to-branch',
      value: branch,
      fix: 'choose another name, or remove it: git branch -d',
    },
  ]);
};
