import { type Problem, Stop } from '../../errors';
import type { Files } from '../../machine/files';
import { everyShellWord } from '../../text/shell-words';
import { shown } from '../../text/shown';
import type { Mapping } from '../../yaml/mapping';
import { mappingOf } from '../compose-merge';
import type { TextFile } from '../repository';
import { joined } from '../text-files';
import { parsePython } from './python-file';
import { PythonModule } from './python-module';

/** More files, folders or bytes than an app has that is read by hand. */
const MOST_FILES = 20_000;
const MOST_BYTES = 1024 * 1024;
const MOST_PYTHON = 32 * 1024 * 1024;
const DEEPEST = 40;

/** What is nobody's source: made, fetched, or git's own. */
const NEVER =
  /^(?:\.git|\.hg|\.svn|node_modules|__pycache__|site-packages|\.tox|\.nox|\.eggs|.*\.egg-info|\.mypy_cache)$/;
/** A test's app is not the app. */
const IS_TEST =
  /(?:^|\/)(?:tests?|testing|examples?|docs?|samples?|migrations|alembic|bin|scripts?|tools|deploy)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest|setup|noxfile|fabfile)\.py$/;

const tooMany = (): Stop => {
  const problem: Problem = {
    code: 'invalid',
    message: `directory: it has more than ${MOST_FILES} files, or is deeper than ${DEEPEST} folders`,
    flag: 'directory',
    fix: 'name the folder of the app',
  };
  return new Stop('usage', [problem]);
};

/** UTF-16 is what PowerShell writes for `pip freeze > requirements.txt`. */
const decoded = (content: Buffer): string => {
  if (content[0] === 0xff && content[1] === 0xfe) return content.subarray(2).toString('utf16le');
  if (content[0] === 0xfe && content[1] === 0xff)
    return Buffer.from(content.subarray(2, content.length - (content.length % 2)))
      .swap16()
      .toString('utf16le');
  return content.toString('utf8').replace(/^\ufeff/, '');
};

/** @returns the folder that a path lies in; empty for the repository. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The files of an app as they are listed once, with what is read of them. */
export class SourceTree {
  readonly #paths = new Set<string>();
  readonly #folders = new Set<string>(['']);
  readonly #texts = new Map<string, Promise<TextFile | undefined>>();
  readonly #modules = new Map<string, Promise<PythonModule | undefined>>();
  readonly environments: string[] = [];
  /** Files that are too large to be read. */
  readonly unread: string[] = [];
  #pythonBytes = 0;

  private constructor(readonly files: Files) {}

  /** @throws Stop(usage) for more than anybody's app holds */
  static async of(files: Files): Promise<SourceTree> {
    const tree = new SourceTree(files);
    const open = [{ folder: '', depth: 0 }];
    for (let next = open.shift(); next; next = open.shift()) {
      const entries = await files.list(next.folder);
      if (entries.some(({ name }) => name === 'pyvenv.cfg')) {
        tree.environments.push(next.folder);
        tree.#folders.delete(next.folder);
        continue;
      }
      for (const { name, kind } of entries) {
        const path = joined(next.folder, name);
        if (kind === 'file') tree.#paths.add(path);
        else if (!NEVER.test(name)) {
          tree.#folders.add(path);
          open.push({ folder: path, depth: next.depth + 1 });
        }
      }
      if (tree.#paths.size > MOST_FILES || tree.#folders.size > MOST_FILES || next.depth > DEEPEST) throw tooMany();
    }
    return tree;
  }

  get paths(): readonly string[] {
    return [...this.#paths];
  }

  has(path: string): boolean {
    return this.#paths.has(path);
  }

  hasFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  /** @returns a text file as its author saw it; undefined where there is none, or a larger one. */
  text(path: string): Promise<TextFile | undefined> {
    const known = this.#texts.get(path);
    if (known) return known;
    const reading = this.#read(path);
    this.#texts.set(path, reading);
    return reading;
  }

  async #read(path: string): Promise<TextFile | undefined> {
    const content = await this.files.read(path, MOST_BYTES);
    if (content === undefined) {
      if (this.has(path)) this.unread.push(path);
      return undefined;
    }
    return { path, text: decoded(content) };
  }

  /** @returns the first of some files that is there. */
  async first(paths: readonly string[]): Promise<TextFile | undefined> {
    for (const path of paths) {
      const file = this.has(path) ? await this.text(path) : undefined;
      if (file) return file;
    }
    return undefined;
  }

  /** @returns what a TOML file says; nothing where it is not there, or is none. */
  async toml(path: string): Promise<Mapping> {
    const file = this.has(path) ? await this.text(path) : undefined;
    if (!file) return {};
    const { parse } = await import('smol-toml');
    try {
      return mappingOf(parse(file.text));
    } catch {
      this.unread.push(path);
      return {};
    }
  }

  /** @returns a Python file, read as its grammar says. */
  module(path: string): Promise<PythonModule | undefined> {
    const known = this.#modules.get(path);
    if (known) return known;
    const reading = this.#parse(path);
    this.#modules.set(path, reading);
    return reading;
  }

  async #parse(path: string): Promise<PythonModule | undefined> {
    const file = this.has(path) ? await this.text(path) : undefined;
    if (!file) return undefined;
    this.#pythonBytes += file.text.length;
    if (this.#pythonBytes > MOST_PYTHON) throw tooMany();
    return new PythonModule(await parsePython(path, file.text));
  }

  /** @returns the app's own Python files: not its tests, examples and set-up. */
  async modules(): Promise<readonly PythonModule[]> {
    const found: PythonModule[] = [];
    for (const path of this.paths.filter((each) => each.endsWith('.py') && !IS_TEST.test(each))) {
      const module = await this.module(path);
      if (module) found.push(module);
    }
    return found;
  }
}

/** @returns a problem of the reading, which ends it: what was found, and what to do. */
export const refusal = (flag: string, message: string, fix: string, value?: string): Problem => ({
  code: 'invalid',
  message: `${flag}: ${message}`,
  flag,
  ...(value === undefined ? {} : { value }),
  fix,
});

/** @returns the same where a value is needed that only a person can give. */
export const missing = (flag: string, message: string, fix: string): Problem => ({
  code: 'missing',
  message: `${flag} is missing: ${message}`,
  flag,
  fix,
});

/** @returns a flag with its value as every shell takes it, or the flag alone where there is no such word. */
export const flagWord = (flag: string, value: string): string => everyShellWord(`${flag}=${value}`) ?? flag;

export const listed = (paths: readonly string[]): string => paths.slice(0, 5).map(shown).join(', ');
