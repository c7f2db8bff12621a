import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { type Ended, environment, newFolder, type Options, runProgram } from './program';

/** Many runs of the built program in one process: what starts quickly can be tried in every way. */

let server: ChildProcess | undefined;
let asked = 0;
const waiting = new Map<number, { resolve: (ended: Ended) => void; reject: (error: Error) => void }>();

const started = (): ChildProcess => {
  const child = fork(join(__dirname, 'serve-runs.cjs'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.on('message', ({ id, ended }: { id: number; ended: Ended }) => {
    waiting.get(id)?.resolve(ended);
    waiting.delete(id);
  });
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('the process of the runs ended'));
  });
  return child;
};

afterAll(() => {
  // It has the program's own way with other signals.
  server?.kill('SIGKILL');
  server = undefined;
});

/** What another process is needed for: another program, its input, its settings and its end. */
const isApart = ({ env = {}, cwd: _, ...others }: Options): boolean =>
  Object.keys(others).length > 0 || env['NODE_OPTIONS'] !== undefined;

/** As `runProgram`, for what depends on words, folder and environment alone: that runs where others ran before. */
export const runHere = (words: readonly string[], options: Options = {}): Promise<Ended> => {
  if (isApart(options)) return runProgram(words, options);
  server ??= started();
  asked += 1;
  const id = asked;
  const { cwd = newFolder(), env } = options;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    server!.send({ id, argv: words, cwd, env: environment(env) });
  });
};
