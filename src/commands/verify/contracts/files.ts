import type { Repository } from '../../../repository/repository';
import { shellLine, shellWord } from '../../../text/shell-words';
import { type Contract, fail, pass, unjudged } from '../contract';
import { type Contents, type Image, Undecided } from '../evidence';
import { addAsRoot } from '../fixes/dockerfile-edits';
import { type Fix, fixWith } from '../fixes/edit';
import { leftToRoot } from '../fixes/of-files';
import { withUser } from '../fixes/of-runs';
import { flatten, type ImageFile } from '../reading/layers';
import type { ProcessFacts } from '../reading/processes';

/** Where everybody may write, by design of the system. */
const SCRATCH = /^(tmp|var\/tmp|dev|proc|sys|run|var\/lock|run\/lock)(\/|$)/;
/** What an interpreter runs or a template engine reads. */
const CODE = /\.(py|pyc|pyo|so|pth|sh|js|html|j2|jinja2?|cfg|toml|ini|ya?ml)$/;
const BUILT_IN_CODE = /(^|\/)(bin|site-packages|dist-packages)\//;

interface Identity {
  readonly uid: number;
  readonly groups: ReadonlySet<number>;
}

/** Judged as Linux does: the first class that fits decides; root may always. */
const canWrite = ({ mode, uid, gid }: ImageFile, who: Identity): boolean => {
  if (who.uid === 0) return true;
  if (uid === who.uid) return true; // The owner may change the mode, whatever it is.
  return (mode & (who.groups.has(gid) ? 0o020 : 0o002)) !== 0;
};

type Files = ReadonlyMap<string, ImageFile>;

/** Whether every folder above lets one in. What no layer names was made by the engine, and is open. */
const canEnter = (files: Files, path: string, allowed: (folder: ImageFile) => boolean): boolean => {
  const parts = path.split('/').slice(0, -1);
  return parts.every((_, index) => {
    const folder = files.get(parts.slice(0, index + 1).join('/'));
    return folder === undefined || folder.kind !== 'folder' || allowed(folder);
  });
};

const entersFolder =
  (who: Identity) =>
  ({ mode, uid, gid }: ImageFile): boolean =>
    who.uid === 0 || uid === who.uid || (mode & (who.groups.has(gid) ? 0o010 : 0o001)) !== 0;

const othersEnter = ({ mode }: ImageFile): boolean => (mode & 0o001) !== 0;

/** The user that the image starts as; a process that was seen knows better. */
const identityOf = (image: Image, processes: readonly ProcessFacts[]): Identity | undefined => {
  const app = processes[0];
  if (app) return { uid: app.uids[0] ?? 0, groups: new Set([...app.gids, ...app.groups]) };
  const found = /^(\d+)(?::(\d+))?$/.exec(image.user);
  if (image.user === '' || image.user === 'root') return { uid: 0, groups: new Set([0]) };
  return found ? { uid: Number(found[1]), groups: new Set([Number(found[2] ?? 0)]) } : undefined;
};

const isCode = (file: ImageFile): boolean =>
  file.kind === 'file' &&
  (CODE.test(file.path) || (file.mode & 0o111) !== 0 || BUILT_IN_CODE.test(file.path)) &&
  !SCRATCH.test(file.path);

/** A folder that can be written lets its files be replaced, whatever their own modes say. */
const foldersOfCode = (files: readonly ImageFile[], workingDirectory: string): ReadonlySet<string> =>
  new Set([
    ...files.filter((file) => isCode(file)).map(({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/')))),
    workingDirectory,
  ]);

const told = ({ path, mode, uid, gid }: ImageFile): string =>
  `/${path} (${mode.toString(8).padStart(4, '0')}, ${uid}:${gid})`;

const list = (files: readonly ImageFile[]): readonly string[] => files.slice(0, 50).map(told);

const MOST_NAMED = 5;

const named = (files: readonly ImageFile[]): string =>
  files.slice(0, MOST_NAMED).map(told).join(', ') +
  (files.length > MOST_NAMED ? `, and ${files.length - MOST_NAMED} more` : '');

const pasted = (files: readonly ImageFile[]): string =>
  shellLine(
    files.map(({ path }) => `/${path}`),
    'posix',
  );

/** uv leaves the files by which it locks an environment and its cache, open to all. */
const OF_UV = /(^|\/)(\.venv|venv|[^/]*env)\/\.lock$|(^|\/)(\.cache\/uv|uv)\/(.*\/)?\.lock$/;

/** One line of a Dockerfile closes them all, however many they are. */
const closing = (open: readonly ImageFile[], repository: Repository): Fix => {
  const locks = open.filter(({ path }) => OF_UV.test(path));
  if (locks.length === open.length)
    return fixWith(
      `uv has left its locks: end the RUN that runs uv with && rm -f ${pasted(locks.slice(0, MOST_NAMED))}, or give it a cache mount`,
      ...addAsRoot(repository, `RUN rm -f ${pasted(locks)}`),
    );
  const line =
    open.length > MOST_NAMED
      ? 'RUN find / -xdev -perm -o=w ! -type l ! -perm -1000 -exec chmod o-w {} +'
      : `RUN chmod o-w ${pasted(open)}`;
  return fixWith(`take the right away, before USER: ${line}`, ...addAsRoot(repository, line));
};

const worldWritable = (file: ImageFile): boolean =>
  (file.mode & 0o002) !== 0 &&
  !SCRATCH.test(file.path) &&
  (file.kind === 'file' || (file.kind === 'folder' && (file.mode & 0o1000) === 0));

/** @returns the code that a process may write, and the folders of code in which it may put other files. */
const changeable = (paths: Files, base: number, image: Image, who: Identity): readonly ImageFile[] => {
  const enters = entersFolder(who);
  const all = [...paths.values()];
  const own = all.filter(({ layer }) => layer >= base);
  const folders = foldersOfCode(own, image.workingDirectory.replace(/^\/+|\/+$/g, ''));
  const writable = all.filter(
    (file) =>
      file.kind === 'file' &&
      canWrite(file, who) &&
      (file.layer >= base ? isCode(file) : who.uid !== 0 && CODE.test(file.path) && !SCRATCH.test(file.path)),
  );
  const replaceable = own.filter(
    (file) => file.kind === 'folder' && folders.has(file.path) && canWrite(file, who) && !SCRATCH.test(file.path),
  );
  return [...writable, ...replaceable].filter(({ path }) => canEnter(paths, path, enters));
};

const judgeFiles = ({ layers, base: counted }: Contents, image: Image, who: Identity, repository: Repository) => {
  const base = counted ?? 0;
  const paths = flatten(layers).files;
  const all = [...paths.values()];
  const own = all.filter(({ layer }) => layer >= base);
  const setuid = own.filter(({ kind, mode }) => kind === 'file' && (mode & 0o6000) !== 0);
  if (setuid.length > 0 && counted === undefined)
    return unjudged(
      `the base image could not be told apart, so it is not known whose ${setuid.length} setuid files these are: ${told(setuid[0]!)}`,
      'name the base in FROM as an image reference',
    );
  if (setuid.length > 0)
    return fail(
      `${setuid.length} setuid or setgid files that the base image does not have: ${told(setuid[0]!)}`,
      fixWith(
        `remove them, or take the bits away: chmod a-s ${shellWord(`/${setuid[0]!.path}`, 'posix')}`,
        ...addAsRoot(repository, `RUN chmod a-s ${pasted(setuid)}`),
      ),
      list(setuid),
    );
  const open = own.filter((file) => worldWritable(file) && canEnter(paths, file.path, othersEnter));
  if (open.length > 0)
    return fail(`${open.length} paths that everybody may write: ${named(open)}`, closing(open, repository), list(open));
  const found = changeable(paths, base, image, who);
  if (found.length > 0)
    return fail(
      `uid ${who.uid} may change ${found.length} files or folders of code: ${told(found[0]!)}`,
      who.uid === 0
        ? fixWith('run as a user that is not root', ...withUser(repository, { processes: [] }))
        : fixWith(
            'leave the code to root: COPY without --chown, no chown -R; let the app write to a volume or /tmp',
            ...leftToRoot(repository, found[0]!.path, image.workingDirectory),
          ),
      list(found),
    );
  return pass(
    `uid ${who.uid} can change none of ${own.filter((file) => isCode(file)).length} files of code; no setuid beyond the base, nothing world-writable`,
    [`${all.length} paths in the image, ${own.length} of them beyond the base`],
  );
};

/** Whoever takes over the process cannot change what it runs. */
export const files: Contract = {
  id: 'files',
  title: 'The app cannot change its own code',
  needs: 'image',
  expected: 'no code that the process may write, no setuid file beyond the base image, nothing world-writable',
  judge: async (evidence) => {
    const contents = await evidence.contents();
    const image = await evidence.image();
    const who = identityOf(image, (await evidence.running()).processes);
    if (!who)
      throw new Undecided(
        `USER is "${image.user}", a name, and no process could be seen that tells its number`,
        'user',
      );
    if (contents.unread.length > 0)
      return unjudged(contents.unread[0]!, 'use an image store whose layers are gzip or plain');
    return judgeFiles(contents, image, who, await evidence.repository());
  },
};
