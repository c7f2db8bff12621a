import { join } from 'node:path';
import type { Problem } from '../../../errors';
import { Stop } from '../../../errors';
import { dockerOf } from '../../../machine/docker';
import { engineFacts, requireBuilder } from '../../../machine/engine-facts';
import { environmentFor } from '../../../machine/environment';
import { ended } from '../../../machine/failure';
import { type Ran, run } from '../../../machine/run';
import type { World } from '../../../machine/world';
import type { PlannedFile } from '../../../plan/plan';
import { shellLine } from '../../../text/shell-words';
import type { MadeStep } from '../report';
import { type PythonSetUp, pythonSetUp } from './python';

/** One repository that was made, in a folder of its own. */
export interface MadeRepository {
  readonly id: string;
  readonly files: readonly PlannedFile[];
  readonly folder: string;
  /** Where what it takes is kept; removed with it. */
  readonly scratch: string;
}

/** The most that one step may take, in milliseconds: many times what any does that ends. */
const PATIENCE = { setUp: 600_000, tests: 600_000, build: 1_800_000 } as const;

const MOST_LINES = 20;

/** What pip, uv and docker say where a remote side was not reached: nothing of it is the template's fault. */
const UNREACHED =
  /NewConnectionError|Failed to establish a new connection|Temporary failure in name resolution|ConnectTimeoutError|Read timed out|dns error|error sending request|Failed to fetch: |dial tcp|i\/o timeout|no such host|TLS handshake|network is unreachable/i;
const NO_ROOM = /no space left on device|disk quota exceeded|read-only file system/i;

const lastLines = ({ stdout, stderr }: Ran): string =>
  `${stdout}\n${stderr}`
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(-MOST_LINES)
    .join('\n');

type Ended = Pick<MadeStep, 'status' | 'why' | 'cause'>;

const endOf = (ran: Ran, patience: number): Ended => {
  if (ran.absent) return { status: 'error', why: ran.absent.why, cause: 'tool' };
  if (ran.exitCode === 0) return { status: 'pass' };
  if (ran.stopped === 'deadline') return { status: 'fail', why: `it did not end within ${patience / 60_000} minutes` };
  const said = lastLines(ran);
  if (NO_ROOM.test(said)) return { status: 'error', why: said, cause: 'io' };
  if (UNREACHED.test(said)) return { status: 'error', why: said, cause: 'network' };
  return { status: 'fail', why: said === '' ? `it ended with ${ran.signal ?? ran.exitCode}` : said };
};

/** Runs the commands of one step, up to the first that fails. */
const step = async (
  { id, folder, scratch }: MadeRepository,
  what: MadeStep['step'],
  commands: readonly (readonly string[])[],
  start: (argv: readonly string[]) => Promise<Ran>,
  patience: number,
  world: World,
): Promise<MadeStep> => {
  const began = Date.now();
  let last: Ended = { status: 'pass' };
  const told: string[] = [];
  for (const argv of commands) {
    const typed = argv.map((word) => word.replaceAll(join(scratch, 'venv'), '.venv').replaceAll(folder, '.'));
    told.push(shellLine(typed, 'posix'));
    const end = endOf(await start(argv), patience);
    // Nothing of the repository is in it yet.
    last = end.status === 'fail' && argv.includes('venv') ? { ...end, status: 'error', cause: 'tool' } : end;
    if (world.ending.aborted) throw ended(world);
    if (last.status !== 'pass') break;
  }
  return { plan: id, step: what, ...last, command: told.join(' && '), durationMs: Date.now() - began };
};

const skipped = (id: string, what: MadeStep['step'], why: string, more: Partial<MadeStep> = {}): MadeStep => ({
  plan: id,
  step: what,
  status: 'skip',
  why,
  ...more,
});

const testSteps = async (made: MadeRepository, setUp: PythonSetUp, world: World): Promise<readonly MadeStep[]> => {
  const start = (env: PythonSetUp['env'], timeout: number) => (argv: readonly string[]) =>
    run(argv, { cwd: made.folder, env, ending: world.ending, timeout });
  const ready = await step(made, 'set-up', setUp.commands, start(setUp.env, PATIENCE.setUp), PATIENCE.setUp, world);
  if (ready.status !== 'pass') return [ready, skipped(made.id, 'tests', 'see set-up')];
  // What is tested gets neither tokens nor settings: HOME is its own too.
  const env = environmentFor('repository', world, { HOME: made.scratch });
  return [ready, await step(made, 'tests', [setUp.tests], start(env, PATIENCE.tests), PATIENCE.tests, world)];
};

/** @returns why no image can be built here, or nothing. */
const noEngine = async (world: World): Promise<Problem | undefined> => {
  try {
    requireBuilder(await engineFacts(dockerOf(world), world));
    return undefined;
  } catch (error) {
    if (error instanceof Stop && error.outcome === 'unavailable') return error.problems[0];
    throw error;
  }
};

/** Builds the image and keeps nothing of it. */
const buildStep = async (made: MadeRepository, world: World): Promise<MadeStep> => {
  if (!made.files.some(({ path }) => path === 'Dockerfile')) return skipped(made.id, 'build', 'it has no Dockerfile');
  const missing = await noEngine(world);
  if (missing)
    return skipped(made.id, 'build', missing.message, { cause: 'tool', ...(missing.fix ? { fix: missing.fix } : {}) });
  const docker = dockerOf({ ...world, cwd: made.folder });
  const argv = ['docker', 'buildx', 'build', '--progress', 'plain', '--output', 'type=cacheonly', '.'];
  const start = ([, ...words]: readonly string[]): Promise<Ran> =>
    docker.call(words, { timeout: PATIENCE.build, mostOutput: 50_000_000 });
  return step(made, 'build', [argv], start, PATIENCE.build, world);
};

/** Runs the tests and the build of a repository that was made, with what it and the machine have. */
export const stepsOf = async (made: MadeRepository, world: World): Promise<readonly MadeStep[]> => {
  const setUp = pythonSetUp(made.files, made.scratch, world);
  const tested =
    'why' in setUp
      ? [
          skipped(made.id, 'tests', setUp.why, {
            ...(setUp.fix === undefined ? {} : { fix: setUp.fix }),
            ...(setUp.tool ? { cause: 'tool' } : {}),
          }),
        ]
      : await testSteps(made, setUp, world);
  return [...tested, await buildStep(made, world)];
};
