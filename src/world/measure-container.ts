import { splitWords } from '../proof/compose';
import { type Hardening, type Image, type Running, type Stopped, Unjudged } from '../proof/evidence';
import { candidatePaths, candidatePorts, graceOf, healthcheckOf } from '../proof/service';
import { ask, type Container, logsOf, portsOf, processesOf, stateOf } from './container';
import { beginRequest, beginRequestInside } from './in-flight';
import { referenceOf } from './measure-build';
import type { ProofRun } from './proof-run';

/** An app that does not answer by then does not start. In milliseconds. */
const START = 60_000;
/** Between two looks. In milliseconds. */
const PAUSE = 100;
/** How long a check may take to say "healthy" once the app serves. In milliseconds. */
const HEALTHY = 20_000;

const LIMITS = ['--memory', '512m', '--pids-limit', '256'] as const;

const HARDENING: Readonly<Record<Hardening, readonly string[]>> = {
  'read-only': ['--read-only', '--tmpfs', '/tmp:mode=1777,size=64m'],
  capabilities: ['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
};

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A word in single quotes, for the shell inside the container: Docker's client takes a health check as a line only. */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** The compose file's health check, where it has one; a check each second, so that nobody waits for the next. */
const healthWords = (run: ProofRun, image: Image): readonly string[] => {
  const words = healthcheckOf(image, run.repository);
  if (words.length === 0) return [];
  const own = run.repository.service?.healthcheck ?? [];
  const line = own[0] === 'CMD-SHELL' ? own.slice(1).join(' ') : own.slice(1).map(quoted).join(' ');
  return [
    ...(own.length > 0 ? ['--health-cmd', line] : []),
    '--health-interval',
    '1s',
    '--health-retries',
    '3',
    '--health-start-period',
    '1s',
  ];
};

const commandWords = (run: ProofRun, image: Image): readonly string[] => {
  if (run.options.command !== undefined) return splitWords(run.options.command);
  return image.command.length + image.entrypoint.length === 0 ? (run.repository.service?.command ?? []) : [];
};

const start = async (run: ProofRun, image: Image, extra: readonly string[]): Promise<Container> => {
  const ports = candidatePorts(image, run.repository, run.options.port);
  const words = [
    'run',
    '--detach',
    ...run.labels,
    ...LIMITS,
    ...(run.engine.local ? ports.flatMap((port) => ['--publish', `127.0.0.1::${port}`]) : []),
    ...(run.options.platform === undefined ? [] : ['--platform', run.options.platform]),
    '--env-file',
    run.envFile,
    ...healthWords(run, image),
    ...extra,
    referenceOf(run),
    ...commandWords(run, image),
  ];
  const ran = await run.docker.call(words);
  const id = /^[0-9a-f]{64}$/m.exec(ran.stdout)?.[0];
  if (ran.exitCode !== 0 || id === undefined) throw new NotStarted(ran.stderr.trim().split('\n').at(-1) ?? '', id);
  return { id, ports: run.engine.local ? await portsOf(run.docker, id) : new Map() };
};

/** The engine could not even start it: a missing program, a bad user. */
class NotStarted extends Error {
  constructor(
    message: string,
    readonly id: string | undefined,
  ) {
    super(message);
  }
}

/** @returns the best answer of all candidates: one below 400, else any. */
const firstAnswer = async (
  run: ProofRun,
  image: Image,
  container: Container,
): Promise<Running['served'] | undefined> => {
  const paths = candidatePaths(image, run.repository, run.options.healthPath);
  for (const port of candidatePorts(image, run.repository, run.options.port)) {
    const status = await ask(run.docker, container, port, paths[0]!);
    if (status === undefined) continue;
    let best = { port, path: paths[0]!, status };
    for (const path of paths.slice(1)) {
      if (best.status < 400) break;
      const other = await ask(run.docker, container, port, path);
      if (other !== undefined && other < 400) best = { port, path, status: other };
    }
    return best;
  }
  return undefined;
};

const untilServed = async (
  run: ProofRun,
  image: Image,
  container: Container,
): Promise<Running['served'] | undefined> => {
  const end = Date.now() + START;
  while (Date.now() < end) {
    const served = await firstAnswer(run, image, container);
    if (served) return served;
    if (!(await stateOf(run.docker, container.id)).running) return undefined;
    await pause(PAUSE);
  }
  return undefined;
};

const untilHealthy = async (run: ProofRun, container: Container) => {
  const end = Date.now() + HEALTHY;
  for (;;) {
    const state = await stateOf(run.docker, container.id);
    if (state.health === 'healthy' || state.health === 'none' || !state.running || Date.now() > end) return state;
    await pause(2 * PAUSE);
  }
};

const notStarted = (error: NotStarted): Running => ({
  health: 'none',
  lastCheck: '',
  readyMs: 0,
  processes: [],
  logs: [error.message],
  exitCode: 127,
});

/** What is running, and how it did. */
export interface Observed {
  readonly container?: Container;
  readonly running: Running;
}

/**
 * Starts a container of the image and watches it until it serves and is healthy, or is not going to.
 * @param without what is taken away from it
 */
export const observe = async (run: ProofRun, image: Image, without: readonly Hardening[]): Promise<Observed> => {
  run.say(
    without.length === 0
      ? 'starting the app'
      : `starting the app with ${without.map((what) => (what === 'capabilities' ? 'no capabilities' : 'a read-only file system')).join(' and ')}`,
  );
  const began = Date.now();
  try {
    const container = await start(
      run,
      image,
      without.flatMap((what) => HARDENING[what]),
    );
    const served = await untilServed(run, image, container);
    const readyMs = Date.now() - began;
    const state = served ? await untilHealthy(run, container) : await stateOf(run.docker, container.id);
    const seen = state.running ? await processesOf(run.docker, container.id) : { processes: [] };
    const running: Running = {
      ...(served ? { served } : {}),
      health: state.health,
      lastCheck: state.lastCheck,
      readyMs,
      ...seen,
      logs: await logsOf(run.docker, container.id),
      ...(state.running ? {} : { exitCode: state.exitCode }),
    };
    return { container, running };
  } catch (error) {
    if (error instanceof NotStarted) return { running: notStarted(error) };
    throw error;
  }
};

/** Removes a container that is not needed any more: memory is scarce on small machines. */
export const discard = async (run: ProofRun, { container }: Observed): Promise<void> => {
  if (container) await run.docker.call(['rm', '--force', '--volumes', container.id]);
};

/** Time for the server to take up the request, and for the signal to arrive. In milliseconds. */
const TAKEN_UP = 300;

/** Stops the app while a request is under way. */
export const stopUnderLoad = async (run: ProofRun, { container, running }: Observed): Promise<Stopped> => {
  if (!container || !running.served) throw new Unjudged('there is no running app to stop', 'see the contract health');
  const { port, path } = running.served;
  const outer = container.ports.get(port);
  const request =
    outer === undefined ? await beginRequestInside(run.docker, container.id, port, path) : beginRequest(outer, path);
  await pause(TAKEN_UP);
  const graceSeconds = graceOf(run.repository);
  run.say('stopping the app with a request under way');
  const began = Date.now();
  const stopping = run.docker.call(['stop', '--time', String(graceSeconds), container.id], {
    timeout: (graceSeconds + 30) * 1000,
  });
  // Never left without an ear: the run may end before it does.
  stopping.catch(() => undefined);
  await pause(2 * TAKEN_UP);
  request.finish();
  await stopping;
  const seconds = (Date.now() - began) / 1000;
  const inFlight = await request.answer;
  return { seconds, graceSeconds, exitCode: (await stateOf(run.docker, container.id)).exitCode, inFlight };
};

/** The image's shell for a line of CMD-SHELL. */
const shellOf = ({ shell }: Image): readonly string[] => (shell.length > 0 ? shell : ['/bin/sh', '-c']);

/** Runs the health check in a container of its own, where no app runs. */
export const checkAlone = async (
  run: ProofRun,
  image: Image,
): Promise<{ exitCode: number | undefined; output: string }> => {
  const [form, ...rest] = healthcheckOf(image, run.repository);
  const [program = '', ...words] = form === 'CMD-SHELL' ? [...shellOf(image), rest.join(' ')] : rest;
  run.say('running the health check without the app');
  const platform = run.options.platform === undefined ? [] : ['--platform', run.options.platform];
  const timeout = 15_000 + image.healthTimeout / 1e6;
  const ran = await run.docker.call(
    [
      'run',
      '--rm',
      ...run.labels,
      ...LIMITS,
      ...platform,
      '--env-file',
      run.envFile,
      '--entrypoint',
      program,
      referenceOf(run),
      ...words,
    ],
    { timeout },
  );
  return {
    exitCode: ran.timedOut ? undefined : ran.exitCode,
    output: `${ran.stdout}${ran.stderr}`.trim().split('\n').at(-1) ?? '',
  };
};
