import { join } from 'node:path';
import { environmentFor } from '../../../machine/environment';
import { run as runProgram } from '../../../machine/run';
import { buildArgumentWords } from '../../../repository/variables';
import type { LintFacts, Warning } from '../evidence';
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

/** `docker build --check`, of which the builder gives the findings as JSON; undefined where it cannot. */
const buildCheck = async ({ docker, repository }: ProofRun): Promise<readonly Warning[] | undefined> => {
  const target = repository.target === undefined ? [] : ['--target', repository.target];
  const file = join(repository.directory, repository.dockerfile.path);
  const ran = await docker.call([
    'buildx',
    'build',
    '--call',
    'lint,format=json',
    ...buildArgumentWords(repository.buildArgs),
    ...target,
    '--file',
    file,
    repository.context,
  ]);
  const found = parsed<BuildCheck>(ran.stdout);
  return (
    found?.warnings?.map(({ ruleName = '', detail, description = '', location }) => ({
      tool: 'docker build --check',
      rule: ruleName,
      line: location?.ranges?.[0]?.start?.line ?? 1,
      message: detail ?? description,
    })) ?? (found ? [] : undefined)
  );
};

/** hadolint, where it is installed, with the repository's own settings. */
const hadolint = async ({ repository, world }: ProofRun): Promise<readonly Warning[] | undefined> => {
  const ran = await runProgram(
    ['hadolint', '--no-color', '--format', 'json', join(repository.directory, repository.dockerfile.path)],
    { cwd: repository.directory, env: environmentFor('linter', world), timeout: 60_000 },
    world,
  );
  return ran.missing
    ? undefined
    : parsed<readonly Hadolint[]>(ran.stdout)?.map(({ code = '', line = 1, message = '' }) => ({
        tool: 'hadolint',
        rule: code,
        line,
        message,
      }));
};

/** Runs the linters that are there. */
export const lintDockerfile = async (run: ProofRun): Promise<LintFacts> => {
  run.say('asking the linters');
  const results = [
    ['docker build --check', await buildCheck(run)] as const,
    ['hadolint', await hadolint(run)] as const,
  ];
  return {
    warnings: results.flatMap(([, warnings]) => warnings ?? []),
    ran: results.flatMap(([tool, warnings]) => (warnings ? [tool] : [])),
    absent: results.flatMap(([tool, warnings]) => (warnings ? [] : [tool])),
  };
};
