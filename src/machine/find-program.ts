import { delimiter, isAbsolute, join } from 'node:path';
import fs from 'fs-extra';
import { printable } from '../text/printable';
import { shellLine } from '../text/shell-words';
import type { ChildEnvironment } from './environment';
import { errnoOf, reasonOf } from './failure';
import { searchPath } from './search-path';
import type { World } from './world';

/** Why a program does not run, in the words of every command. */
export interface Absent {
  /** Nothing of that name is on the search path; else it is there, and cannot be started. */
  readonly missing: boolean;
  readonly why: string;
  readonly fix: string;
}

const isWindows = process.platform === 'win32';

/** Windows finds a program by its name without these, in this order. */
const ENDINGS: readonly string[] = isWindows ? ['.com', '.exe', '.bat', '.cmd'] : [''];

/** What execvp(3) searches where there is no PATH. */
const DEFAULT_PATH = isWindows ? '' : '/bin:/usr/bin';

const anew = (name: string): string => `install ${name} anew`;

const cannot = (name: string, why: string, fix = anew(name)): Absent => ({
  missing: false,
  why: `${name} cannot be run: ${printable(why)}`,
  fix,
});

/** The first bytes of a file; undefined where this user may run it and not read it. */
const headOf = (path: string): Buffer | undefined => {
  let descriptor: number | undefined;
  try {
    descriptor = fs.openSync(path, 'r');
    const bytes = Buffer.alloc(256);
    return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, bytes.length, 0));
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) fs.closeSync(descriptor);
  }
};

const isScript = (head: Buffer): boolean => head.toString('latin1', 0, 2) === '#!';

/**
 * What execve(2) takes. execvp(3), by which Node starts programs, hands anything else to a shell: an empty file would be
 * a program that always ends well.
 */
const hasFormat = (head: Buffer | undefined): boolean => head === undefined || isScript(head) || head.includes(0);

const noFormat = (name: string, path: string): Absent =>
  cannot(name, `${path} is no program that this machine can run (ENOEXEC)`);

/** @returns why what stands at a path cannot be started; `gone` where nothing does. */
const faultOf = (name: string, path: string): Absent | 'gone' | undefined => {
  try {
    const stats = fs.statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return 'gone';
    if (!stats.isFile()) return cannot(name, `${path} is no file`);
    if (isWindows) return undefined;
    if ((stats.mode & 0o111) === 0)
      return cannot(
        name,
        `${path} is not executable (EACCES)`,
        `${shellLine(['chmod', '+x', path], 'posix')}, or ${anew(name)}`,
      );
    fs.accessSync(path, fs.constants.X_OK);
    return hasFormat(headOf(path)) ? undefined : noFormat(name, path);
  } catch (error) {
    // A folder that may not be searched hides what is in it.
    return errnoOf(error) === 'EACCES' && isThere(path)
      ? cannot(name, `this user may not run ${path} (EACCES)`, `let this user run it, or install ${name} elsewhere`)
      : 'gone';
  }
};

const isThere = (path: string): boolean => {
  try {
    return fs.statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
};

/**
 * Where the program of a name is, by the search path of the environment that it would get: the first that can be started.
 * @param name as on a command line, or an absolute path
 */
export const findProgram = (name: string, env: ChildEnvironment): { readonly path: string } | Absent => {
  const key = isWindows ? Object.keys(env).find((each) => /^path$/i.test(each)) : 'PATH';
  const folders = (env[key ?? ''] ?? DEFAULT_PATH).split(delimiter).filter(isAbsolute);
  const paths = isAbsolute(name) ? [name] : folders.flatMap((folder) => ENDINGS.map((end) => join(folder, name + end)));
  let fault: Absent | undefined;
  for (const path of paths) {
    const found = faultOf(name, path);
    if (found === undefined) return { path };
    if (found !== 'gone') fault ??= found;
  }
  return fault ?? { missing: true, why: `${name} was not found`, fix: `install ${name}` };
};

/** @returns whether a program is there, without starting it. */
export const hasProgram = (name: string, world: Pick<World, 'env' | 'cwd' | 'platform' | 'untrusted'>): boolean =>
  'path' in findProgram(name, searchPath(world) as ChildEnvironment);

const NO_MORE: ReadonlySet<string> = new Set(['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE']);

/** @returns why the system did not start a program that is there: it tells a fault of the folder by the same code. */
export const notStarted = (name: string, path: string, cwd: string, code: string): Absent => {
  try {
    fs.accessSync(cwd, fs.constants.X_OK);
  } catch (error) {
    const told = errnoOf(error) ?? code;
    return cannot(name, `in ${cwd}, ${reasonOf(told, error)} (${told})`, 'run it from a folder that you may enter');
  }
  if (code === 'ENOENT') return cannot(name, `what ${path} is to be run by is not there (ENOENT)`);
  const fix = NO_MORE.has(code) ? 'end other programs, or raise the limits (ulimit -a), and run it again' : undefined;
  return cannot(name, `the system does not start ${path}: ${reasonOf(code, new Error(code))} (${code})`, fix);
};

/** Exit codes of a shell that was handed what it cannot run, and of what loads the libraries of a program. */
const NEVER_BEGAN: ReadonlySet<number> = new Set([2, 126, 127]);

/** @returns why a program that seemed to end by itself has never begun: it is of another machine, or lacks libraries. */
export const neverBegan = (name: string, path: string, exitCode: number, stderr: string): Absent | undefined => {
  if (!NEVER_BEGAN.has(exitCode) || !stderr.startsWith(`${path}:`)) return undefined;
  const head = headOf(path);
  if (head === undefined || isScript(head)) return undefined;
  const line = stderr
    .slice(path.length + 1)
    .split('\n')[0]!
    .trim();
  return /librar|symbol|version/i.test(line) ? cannot(name, line) : noFormat(name, path);
};
