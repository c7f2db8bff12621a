import { environmentFor } from '../../../machine/environment';
import { run as runProgram } from '../../../machine/run';
import { buildArgumentWords } from '../../../repository/variables';
import type { LintFacts, Warning } from '../evidence';
import { dockerfileOf } from './build';
import type { ProofRun } from './run';

interface BuildCheck {
  readonly warnings?: readonly {
    readonly ruleName?: string;
    readonly detail?: string;
    readonly description?: string;
    readonly location?: { readonly ranges?: readonly { readonly start?: { readonly line?: number } }[] };
  }[];
}

interface Hadolint {
  readonly code?: string;
  readonly line?: number;
  readonly message?: string;
}

const parsed = <T>(text: string): T | undefined => {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
};

/** `docker build --check`, of which the builder gives the findings as JSON; else that it cannot. */
const buildCheck = async (run: ProofRun): Promise<readonly Warning[] | string> => {
  const { docker, repository } = run;
  const target = repository.target === undefined ? [] : ['--target', repository.target];
  const ran = await docker.call([
    'buildx',
    'build',
    '--call',
    'lint,format=json',
    ...buildArgumentWords(repository.buildArgs),
    ...target,
    '--file',
    dockerfileOf(run),
    repository.context,
  ]);
  const found = parsed<BuildCheck>(ran.stdout);
  return (
    found?.warnings?.map(({ ruleName = '', detail, description = '', location }) => ({
      tool: 'docker build --check',
      rule: ruleName,
      line: location?.ranges?.[0]?.start?.line ?? 1,
      message: detail ?? description,
    })) ?? (found ? [] : 'docker build --check was not found')
  );
};

/** hadolint, where it is installed, with the repository's own settings; else why it did not run. */
const hadolint = async (run: ProofRun): Promise<readonly Warning[] | string> => {
  const { repository, world } = run;
  const argv = ['hadolint', '--no-color', '--format', 'json', dockerfileOf(run)];
  const env = environmentFor('linter', world);
  const ran = await runProgram(argv, { cwd: repository.directory, env, ending: world.ending, timeout: 60_000 });
  if (ran.absent) return ran.absent.why;
  const found = parsed<readonly Hadolint[]>(ran.stdout);
  return (
    found?.map(({ code = '', line = 1, message = '' }) => ({ tool: 'hadolint', rule: code, line, message })) ??
    'hadolint gave no findings that could be read'
  );
};

/** Runs the linters that are there. */
export const lintDockerfile = async (run: ProofRun): Promise<LintFacts> => {
  run.say('asking the linters');
  const results = [
    ['docker build --check', await buildCheck(run)] as const,
    ['hadolint', await hadolint(run)] as const,
  ];
  return {
    warnings: results.flatMap(([, found]) => (typeof found === 'string' ? [] : found)),
    ran: results.flatMap(([tool, found]) => (typeof found === 'string' ? [] : [tool])),
    absent: results.flatMap(([, found]) => (typeof found === 'string' ? [found] : [])),
  };
};
