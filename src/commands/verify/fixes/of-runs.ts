import type { Repository, TextFile } from '../../../repository/repository';
import type { Image, Running } from '../evidence';
import { addSetting, before, execWords, inDockerfile, inPlaceOf, placeOfSettings, rewrite } from './dockerfile-edits';
import type { Edit } from './edit';

/** Changes that mend what a running container shows. */

const NUMBER = /^[1-9]\d*(:[1-9]\d*)?$/;
/** A user that no distribution has, where none is known. */
const SOME_USER = '10001:10001';

/** The number that was seen, where it is not root's; a group that is root's gives way to the user's own. */
const userSeen = ({ processes: [first] }: Pick<Running, 'processes'>): string | undefined => {
  const [uid = 0] = first?.uids ?? [];
  const [gid = 0] = first?.gids ?? [];
  return uid === 0 ? undefined : `${uid}:${gid === 0 ? uid : gid}`;
};

/** @returns a change after which the image names a user by number; none where its compose file names one. */
export const withUser = (repository: Repository, running: Pick<Running, 'processes'>): readonly Edit[] => {
  if (repository.service?.runWords.some((word) => word.startsWith('--user='))) return [];
  return inDockerfile(repository, (stage) => {
    const users = stage.instructions.filter(({ keyword }) => keyword === 'USER');
    const named = users.map(({ rest }) => rest.trim()).findLast((rest) => NUMBER.test(rest));
    const number = userSeen(running) ?? (named?.includes(':') ? named : named && `${named}:${named}`) ?? SOME_USER;
    const last = users.at(-1);
    const isLate =
      last && stage.instructions.every(({ keyword, line }) => line <= last.line || !/^(RUN|COPY|ADD)$/.test(keyword));
    if (last?.rest.trim() === number) return undefined;
    return [isLate ? inPlaceOf(last, `USER ${number}`) : before(placeOfSettings(stage), `USER ${number}`)];
  });
};

/** @returns a change that gives the image a health check, in place of the one that it has; its times stay. */
export const withHealthcheck = (repository: Repository, check: string): readonly Edit[] => {
  if ((repository.service?.healthcheck ?? []).length > 0) return [];
  return inDockerfile(repository, (stage) => {
    const there = stage.instructions.findLast(({ keyword }) => keyword === 'HEALTHCHECK');
    if (!there) return [before(placeOfSettings(stage), `HEALTHCHECK ${check}`)];
    const times = /^(?:--\S+\s+)*/.exec(there.rest)![0].trim().replace(/\s+/g, ' ');
    return [inPlaceOf(there, `HEALTHCHECK ${times === '' ? '' : `${times} `}${check}`)];
  });
};

const LOG_OPTION = /^--(?:access|error)?-?log-?file$/;

/** Where it may be lost: a marker, a lock, a log; what people keep goes to a volume, which is for them to decide. */
const isTransient = (path: string): boolean =>
  /^\/(?:var\/(?:tmp|run|log|lock|cache)|run)\//.test(path) || /\.(?:pid|sock|lock|log|tmp)$/.test(path);

/** A name that the app made up, as for a file that it moves into its place, stands nowhere: its folder does. */
const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** Of a start command, where nothing else is called so. */
const namesPath = (text: string, path: string): boolean =>
  text.includes(path) || (/^\/(?:var\/tmp|var\/run|run)\//.test(path) && text.includes(folderOf(path)));

const movedBelowTmp = (text: string, path: string): string =>
  text.includes(path)
    ? text.split(path).join(`/tmp/${path.split('/').at(-1)}`)
    : text.split(folderOf(path)).join('/tmp/');

/** A log belongs to the standard output of a container. */
const started = (words: readonly string[], path: string): readonly string[] =>
  words.map((word, index) =>
    word === path && LOG_OPTION.test(words[index - 1] ?? '') ? '-' : movedBelowTmp(word, path),
  );

/**
 * @param path what could not be written
 * @param files those of the repository that name it, the Dockerfile aside
 * @returns changes after which it is written below /tmp
 */
export const writtenBelowTmp = (repository: Repository, path: string, files: readonly TextFile[]): readonly Edit[] => {
  if (!isTransient(path)) return [];
  const own = rewrite(
    repository,
    ({ keyword, rest }) => /^(CMD|ENTRYPOINT|ENV)$/.test(keyword) && namesPath(rest, path),
    (source, { keyword, rest }) => {
      const words = execWords(rest);
      return words === undefined
        ? movedBelowTmp(source, path)
        : `${keyword} ${JSON.stringify(started(words, path)).replaceAll('","', '", "')}`;
    },
  );
  return [...own, ...files.map((file) => ({ ...file, change: (text: string) => movedBelowTmp(text, path) }))];
};

/** @returns a change by which uv, at each start, writes nothing but its cache, below /tmp. */
export const uvBelowTmp = (repository: Repository): readonly Edit[] =>
  addSetting(repository, 'ENV UV_CACHE_DIR=/tmp/uv UV_NO_SYNC=1');

const PROGRAM =
  /^(?:"\$@"|\$\{?@\}?|(?:\S*\/)?(?:python[\d.]*|gunicorn|flask|uwsgi|waitress-serve|uvicorn|hypercorn)\b)/;

/** @returns a change by which the last command of a start script takes its place; none where that is no plain command. */
export const execAtEnd = (script: TextFile): readonly Edit[] => [
  {
    ...script,
    change: (text) => {
      const lines = text.split('\n');
      const last = lines.findLastIndex((line) => line.trim() !== '' && !line.trim().startsWith('#'));
      if (last < 0 || !PROGRAM.test(lines[last]!) || /[;|&]\s*$/.test(lines[last]!)) return undefined;
      return lines.with(last, `exec ${lines[last]}`).join('\n');
    },
  },
];

const lastPart = (path: string): string => path.split('/').at(-1)!;

/** @returns whether a file is the script that an image starts with: `bin/entrypoint` for `/code/bin/entrypoint`. */
export const isStartScript =
  ({ entrypoint, command }: Pick<Image, 'entrypoint' | 'command'>) =>
  ({ path, text }: TextFile): boolean =>
    /^#!.*\b(?:ba|da|a|z)?sh\b/.test(text) &&
    [...entrypoint, ...command].some((word) => lastPart(word) === lastPart(path));

/** @returns a change without a stop signal that the server takes for something else. */
export const withoutStopSignal = (repository: Repository): readonly Edit[] =>
  rewrite(
    repository,
    ({ keyword }) => keyword === 'STOPSIGNAL',
    () => '',
  );
