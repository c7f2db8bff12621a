import { join } from 'node:path';
import { type ChildEnvironment, environmentFor } from '../../../machine/environment';
import { findProgram } from '../../../machine/find-program';
import type { World } from '../../../machine/world';
import type { PlannedFile } from '../../../plan/plan';

/** How a repository gets the Python that its tests run with, and how they are run. */
export interface PythonSetUp {
  /** Programs and their words, one after the other. */
  readonly commands: readonly (readonly string[])[];
  readonly tests: readonly string[];
  readonly env: ChildEnvironment;
}

/** What the repository does not have, or the machine does not. */
export interface NoPython {
  readonly why: string;
  readonly fix?: string;
  /** A tool is missing here; elsewhere it could be run. */
  readonly tool?: true;
}

const TEST_FILE = /(^|\/)(test_[^/]*|[^/]*_test)\.py$/;

const textOf = (files: readonly PlannedFile[], path: string): string | undefined => {
  const file = files.find((each) => each.path === path);
  return file && Buffer.from(file.content).toString('utf8');
};

/** The Python that the repository names, where it is here; else what is here. */
const pythons = (files: readonly PlannedFile[]): readonly string[] => {
  const named = /^\d+\.\d+/.exec(textOf(files, '.python-version') ?? '')?.[0];
  return [...(named === undefined ? [] : [`python${named}`]), 'python3', 'python'];
};

const binaryOf = (folder: string, world: Pick<World, 'platform'>): string =>
  world.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');

/** Everything that is fetched and built lies in a folder that is removed. */
const kept = (scratch: string): Readonly<Record<string, string>> => ({
  PIP_CACHE_DIR: join(scratch, 'pip'),
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_INPUT: '1',
  UV_CACHE_DIR: join(scratch, 'uv'),
  UV_PROJECT_ENVIRONMENT: join(scratch, 'venv'),
  UV_PYTHON_DOWNLOADS: 'never',
  UV_NO_PROGRESS: '1',
});

/** The locks of pip that a repository may have; the first has the tools as well. */
const LOCKS = ['requirements-dev.txt', 'requirements.txt'] as const;

const installWords = (files: readonly PlannedFile[], python: string): readonly string[] | undefined => {
  const lock = LOCKS.find((path) => textOf(files, path) !== undefined);
  if (lock === undefined) return undefined;
  const hashes = textOf(files, lock)!.includes('--hash=') ? ['--require-hashes'] : [];
  return [python, '-m', 'pip', 'install', '--quiet', ...hashes, '--requirement', lock];
};

/**
 * @param scratch a folder of this run that is removed
 * @returns how the tests of a repository are run with what it has itself, or why they are not
 */
export const pythonSetUp = (files: readonly PlannedFile[], scratch: string, world: World): PythonSetUp | NoPython => {
  if (!files.some(({ path }) => TEST_FILE.test(path))) return { why: 'it has no tests' };
  const env = environmentFor('installer', world, kept(scratch));
  const python = pythons(files).find((name) => 'path' in findProgram(name, env));
  if (python === undefined) return { why: 'there is no python3 here', fix: 'install Python', tool: true };
  const venv = join(scratch, 'venv');
  const inside = binaryOf(venv, world);
  const tests = [inside, '-m', 'pytest'];
  if (textOf(files, 'uv.lock') !== undefined) {
    if (!('path' in findProgram('uv', env)))
      return { why: 'there is no uv here', fix: 'install uv (https://docs.astral.sh/uv/)', tool: true };
    return { commands: [['uv', 'sync', '--locked', '--python', python]], tests, env };
  }
  const install = installWords(files, inside);
  if (!install) return { why: `it has neither uv.lock nor ${LOCKS.join(' nor ')}` };
  return { commands: [[python, '-m', 'venv', venv], install], tests, env };
};
