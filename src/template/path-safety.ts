import type { Problem } from '../errors';
import { OWN_FOLDER, RECORD_FILE } from '../project/record';
import { hasUnseen } from '../text/printable';
import { shown } from '../text/shown';

const NAME_BYTES = 255;
const LEVELS = 32;

/** What the program keeps in a repository for itself: the record of the answers, and its own folder. */
const RESERVED_NAMES: readonly string[] = [RECORD_FILE, OWN_FOLDER];

/** Device names of Windows, which name the device with any suffix too (`nul.txt`). Superscript digits count as digits there. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3])$/i;
const FORBIDDEN = /[<>:"|?*\\]/;
/** Code points that HFS+ ignores in names, as git lists them in `utf8.c`: `.g\u200cit` opens `.git` there. */
const IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** @returns the name as a file system that knows no case compares it. */
const folded = (name: string): string =>
  name.normalize('NFC').toLowerCase().toUpperCase().toLowerCase().normalize('NFC');

/** `.git` for git itself, for NTFS (short name, trailing dots and spaces, streams) and for HFS+. */
const isGit = (name: string): boolean => {
  const plain = folded(name.replace(IGNORED, ''));
  return /^\.git([ .]*$|:)/.test(plain) || /^git~[0-9]+([ .]*$|:)/.test(plain);
};

const RULES: readonly (readonly [(name: string) => boolean, string])[] = [
  [(name) => name === '', 'a part of the path is empty'],
  [(name) => name === '.' || name === '..', 'it leaves its folder'],
  [isGit, "it is git's own folder, or opens it on some system"],
  [hasUnseen, 'it has a control or invisible character'],
  [(name) => FORBIDDEN.test(name), 'it has a character that Windows forbids (< > : " | ? * \\)'],
  [(name) => /[. ]$/.test(name), 'it ends with a dot or a space, which Windows drops'],
  [(name) => name.startsWith(' '), 'it begins with a space'],
  [(name) => DEVICE.test(name.split('.')[0]!.trimEnd()), 'it is a device on Windows'],
  [(name) => name.normalize('NFC') !== name, 'it is not in the normal form NFC'],
  [(name) => Buffer.byteLength(name) > NAME_BYTES, `it is longer than ${NAME_BYTES} bytes`],
];

/**
 * @param path relative, with `/`
 * @returns why the path is not safe on one of Linux, macOS and Windows, or nothing
 */
export const unsafe = (path: string): string | undefined => {
  if (path === '') return 'it is empty';
  if (path.startsWith('/')) return 'it is absolute';
  const names = path.split('/');
  if (names.length > LEVELS) return `it has more than ${LEVELS} levels`;
  if (RESERVED_NAMES.includes(folded(names[0]!.replace(IGNORED, '')))) return 'the program keeps this name for itself';
  return RULES.find(([breaks]) => names.some(breaks))?.[1];
};

/** A path of a repository to be, and how its author opens the file of the template that makes it. */
export interface MadePath {
  readonly path: string;
  readonly from?: string;
}

const problem = ({ path, from }: MadePath, why: string): Problem => ({
  code: 'template',
  message: `${from === undefined ? '' : `${from}: `}the path ${shown(path)} cannot be used: ${why}`,
  flag: from ?? shown(path),
});

/** Notes each file and each folder above it, and tells what it meets there. */
class Taken {
  private readonly names = new Map<string, MadePath & { readonly kind: 'file' | 'folder' }>();

  /** @returns why the path of a file cannot be taken, or nothing. */
  takeWithFolders(made: MadePath): string | undefined {
    const names = made.path.split('/');
    const folders = names.slice(0, -1).map((_, index) => ({ ...made, path: names.slice(0, index + 1).join('/') }));
    return folders.map((folder) => this.take(folder, 'folder')).find(Boolean) ?? this.take(made, 'file');
  }

  private take(made: MadePath, kind: 'file' | 'folder'): string | undefined {
    const { path } = made;
    const key = folded(path);
    const found = this.names.get(key);
    if (!found) {
      this.names.set(key, { ...made, kind });
      return undefined;
    }
    const other = found.from === undefined ? '' : ` (the other is ${found.from})`;
    if (found.kind !== kind) return `${shown(found.path)} is a file and a folder at once${other}`;
    if (found.path !== path) return `it differs from ${shown(found.path)} in case or form only${other}`;
    return kind === 'file' ? `two files have it${other}` : undefined;
  }
}

/**
 * git takes a folder for a bare repository that has HEAD and, itself or by its `commondir`, objects and refs; then it
 * obeys the `config` there, which can name programs to run. Any of the three beside HEAD is refused: the rest may be
 * there already.
 * @returns the folders, as they are written, `.` for the topmost
 */
const bareRepositories = (paths: readonly string[]): readonly string[] => {
  const inside = new Map<string, { readonly shown: string; readonly names: Set<string> }>();
  for (const path of paths) {
    const names = path.split('/');
    names.forEach((name, depth) => {
      const folder = names.slice(0, depth).join('/');
      const key = folded(folder);
      const found = inside.get(key) ?? { shown: folder === '' ? '.' : folder, names: new Set() };
      found.names.add(folded(name));
      inside.set(key, found);
    });
  }
  return [...inside.values()]
    .filter(
      ({ names }) =>
        names.has(folded('HEAD')) && ['objects', 'refs', 'commondir'].some((name) => names.has(folded(name))),
    )
    .map(({ shown: folder }) => folder);
};

/**
 * Judges the paths of a repository to be, together.
 * @param made each path, relative, with `/`
 * @returns a problem for each path that is unsafe, for each two that meet on some file system, and for each folder that
 *   would be a git repository
 */
export const judgePaths = (made: readonly MadePath[]): readonly Problem[] => {
  const taken = new Taken();
  const paths = made.map(({ path }) => path);
  return [
    ...made.flatMap((each) => {
      const why = unsafe(each.path) ?? taken.takeWithFolders(each);
      return why ? [problem(each, why)] : [];
    }),
    ...bareRepositories(paths.filter((path) => unsafe(path) === undefined)).map((path) =>
      problem({ path }, 'git would take this folder for a repository, and obey its config'),
    ),
  ];
};
