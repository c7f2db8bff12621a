import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, newFolder, ROOT, runProgram } from './program';

export interface Case {
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface Result {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program many times in one process: what starts quickly can be tried in every way. */
export const runMany = async (cases: readonly Case[]): Promise<readonly Result[]> => {
  const cwd = newFolder();
  const folder = newFolder();
  const [file, result] = [join(folder, 'cases.json'), join(folder, 'result.json')];
  const told = cases.map((each) => ({ argv: each.argv, cwd: each.cwd ?? cwd, env: environment(each.env) }));
  writeFileSync(file, JSON.stringify({ cases: told }));
  const runner = join(ROOT, 'test', 'hostile', 'run-cases.cjs');
  const ended = await runProgram([file, result], { program: [process.execPath, runner], cwd, timeout: 240_000 });
  if (ended.exitCode !== 0) throw new Error(ended.stderr);
  return JSON.parse(readFileSync(result, 'utf8')).results;
};
