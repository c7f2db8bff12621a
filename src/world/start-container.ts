import { splitWords } from '../proof/compose';
import type { Hardening, Image } from '../proof/evidence';
import { candidatePorts, healthcheckOf } from '../proof/service';
import { type Container, portsOf } from './container';
import { referenceOf } from './measure-build';
import type { ProofRun } from './proof-run';

export const LIMITS = ['--memory', '512m', '--pids-limit', '256'] as const;

const HARDENING: Readonly<Record<Hardening, readonly string[]>> = {
  'read-only': ['--read-only', '--tmpfs', '/tmp:mode=1777,size=64m'],
  capabilities: ['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
};

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

/**
 * Starts a container of the image.
 * @param without what is taken away from it
 * @throws NotStarted
 */
export const start = async (run: ProofRun, image: Image, without: readonly Hardening[]): Promise<Container> => {
  const ports = candidatePorts(image, run.repository, run.options.port);
  const words = [
    'run',
    '--detach',
    ...run.labels,
    ...LIMITS,
    ...(run.engine.local ? ports.flatMap((port) => ['--publish', `127.0.0.1::${port}`]) : []),
    ...(run.options.platform === undefined ? [] : ['--platform', run.options.platform]),
    ...run.variables,
    ...healthWords(run, image),
    ...without.flatMap((what) => HARDENING[what]),
    referenceOf(run),
    ...commandWords(run, image),
  ];
  const ran = await run.docker.call(words, { env: run.inherited });
  const id = /^[0-9a-f]{64}$/m.exec(ran.stdout)?.[0];
  if (ran.exitCode !== 0 || id === undefined) throw new NotStarted(ran.stderr.trim().split('\n').at(-1) ?? '', id);
  return { id, ports: run.engine.local ? await portsOf(run.docker, id) : new Map() };
};

/** The engine could not even start it: a missing program, a bad user. */
export class NotStarted extends Error {
  constructor(
    message: string,
    readonly id: string | undefined,
  ) {
    super(message);
  }
}
