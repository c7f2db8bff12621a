import { splitWords } from '../../../repository/compose';
import type { Hardening, Image } from '../evidence';
import { candidatePorts, healthcheckOf } from '../reading/service';
import { referenceOf } from './build';
import { type Container, containerOf } from './container';
import { refusedStart } from './refused-start';
import type { ProofRun } from './run';

/** What a container may take of the machine, whatever runs in it; the image is never looked for elsewhere. */
export const limitWords = ({ engine }: Pick<ProofRun, 'engine'>): readonly string[] => [
  ...['--pull', 'never', '--memory', '512m', '--memory-swap', '512m', '--pids-limit', '256'],
  // The engine refuses more than it has.
  ...(engine.cpus > 0 ? ['--cpus', String(Math.max(1, Math.min(2, Math.floor(engine.cpus / 2))))] : []),
];

/** Its log is read, its last lines only. */
const LOG = ['local', 'max-size=1m', 'max-file=1', 'compress=false'] as const;
const logWords = [`--log-driver=${LOG[0]}`, ...LOG.slice(1).map((option) => `--log-opt=${option}`)];

/** No proof needs a container for longer; what is left by then hangs. In milliseconds. */
const LIFE = 15 * 60_000;

/** Ends a container that outlives the proof's patience, whatever it does. */
const endInTime = (run: ProofRun, id: string): void => {
  setTimeout(() => void run.docker.call(['kill', id], { regardless: true }), LIFE).unref();
};

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

const commandWords = (run: ProofRun): readonly string[] => {
  if (run.options.command !== undefined) return splitWords(run.options.command);
  const { service } = run.repository;
  return service === undefined ? [] : [...service.entryRest, ...service.command];
};

/** Platforms set PORT (Cloud Run, Heroku, Render); an app that names it in its command would be started with none. */
const portVariable = (run: ProofRun, image: Image): readonly string[] => {
  const { service } = run.repository;
  const words = [...image.entrypoint, ...image.command, ...(service?.command ?? []), run.options.command ?? ''];
  const isSet = run.variableNames.has('PORT') || image.env.some((pair) => pair.startsWith('PORT='));
  const isNamed = words.some((word) => /\$(PORT\b|\{PORT[}:-])/.test(word));
  if (isSet || (!isNamed && run.options.port === undefined)) return [];
  const port = candidatePorts(image, run.repository, run.options.port)[0];
  const note = isNamed
    ? `the command names PORT, which nothing sets: it was set to ${port}, as platforms do`
    : `PORT was set to ${port}, the value of --port`;
  if (!run.notes.includes(note)) run.notes.push(note);
  return ['--env', `PORT=${port}`];
};

/** The service as its compose file runs it; a command of the user's stands for all of that. */
const serviceWords = (run: ProofRun): readonly string[] =>
  run.options.command === undefined ? (run.repository.service?.runWords ?? []) : [];

/**
 * Starts a container of the image.
 * @param without what is taken away from it
 * @throws NotStarted; Unjudged where the engine starts no container at all
 */
export const start = async (run: ProofRun, image: Image, without: readonly Hardening[]): Promise<Container> => {
  const ports = candidatePorts(image, run.repository, run.options.port);
  const ours = [
    ...run.labels,
    ...limitWords(run),
    ...logWords,
    ...(run.engine.local ? ports.flatMap((port) => ['--publish', `127.0.0.1::${port}`]) : []),
    ...(run.options.platform === undefined ? [] : ['--platform', run.options.platform]),
    ...without.flatMap((what) => HARDENING[what]),
  ];
  const theirs = [
    ...run.variables,
    ...portVariable(run, image),
    ...healthWords(run, image),
    ...serviceWords(run),
    referenceOf(run),
    ...commandWords(run),
  ];
  const ran = await run.docker.call(['run', '--detach', ...ours, ...theirs], { env: run.inherited });
  const id = /^[0-9a-f]{64}$/m.exec(ran.stdout)?.[0];
  if (ran.exitCode !== 0 || id === undefined) throw await refusedStart(run, ran, ours);
  endInTime(run, id);
  return containerOf(run.docker, id);
};
