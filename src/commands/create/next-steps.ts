import type { Values } from '../../options/option';
import { derive } from '../../project/derive';
import { registryOf } from '../../project/registries';
import type { Answers } from '../../project/schema';
import type { StepResult } from '../../steps/step';
import { printable } from '../../text/printable';
import { type ShellKind, shellLine } from '../../text/shell-words';
import { PROGRAM } from '../command';

/** One thing to do next: what it is, what must be known about it, and the commands, one a line, ready to paste. */
export interface NextGroup {
  readonly title: string;
  readonly notes: readonly string[];
  readonly commands: readonly string[];
}

/** What next steps depend on. */
export interface Ground {
  readonly answers: Values;
  /** As the user would type it. */
  readonly folder: string;
  readonly files: ReadonlySet<string>;
  readonly steps: readonly StepResult[];
  readonly shell: ShellKind;
  /** How the folder stands to git. */
  readonly repository: 'none' | 'own' | 'around';
  /** Its repository is a stranger's, or nobody's: nothing is said of pushing. */
  readonly foreign: boolean;
  readonly origin: boolean;
  /** The GitHub CLI is there. */
  readonly gh: boolean;
  /** Git does not know who commits. */
  readonly nameless: boolean;
  /** Everything was there already. */
  readonly unchanged: boolean;
}

const text = (answers: Values, key: string): string => String(answers[key] ?? '');

const group = (
  { shell }: Pick<Ground, 'shell'>,
  title: string,
  commands: readonly (readonly string[])[],
  notes: readonly string[] = [],
): NextGroup => ({ title, notes, commands: commands.map((words) => shellLine(words, shell)) });

const WORKFLOW = '.github/workflows/image.yml';

/** Every way begins in the folder. */
const entering = ({ folder, shell }: Ground): readonly string[] =>
  folder === '.' ? [] : [shellLine(['cd', folder], shell)];

const IDENTITY = [
  ['git', 'config', 'user.name', 'Your Name'],
  ['git', 'config', 'user.email', 'you@example.com'],
] as const;

/** What a step that failed, was left out or never came to its turn would have done. */
const finishing = (ground: Ground): NextGroup | undefined => {
  const { steps, folder, nameless, shell } = ground;
  const left = steps.flatMap(({ commands = [] }) => commands);
  if (left.length === 0) return undefined;
  const commits = Math.max(
    0,
    left.findIndex((line) => line.startsWith('git commit')),
  );
  const named = nameless ? IDENTITY.map((words) => shellLine(words, shell)) : [];
  return {
    title: `${steps.some(({ status }) => status === 'failed') ? 'To finish' : 'Commit it'}, in ${printable(folder)}`,
    notes: nameless ? ['A name and an address stand in every commit: put yours in place of these.'] : [],
    commands: [...left.slice(0, commits), ...named, ...left.slice(commits)],
  };
};

const running = (ground: Ground): NextGroup => {
  const { answers, files } = ground;
  const port = text(answers, 'port');
  const address = `http://127.0.0.1:${port}`;
  if (files.has('compose.yaml'))
    return group(ground, `Run it and open ${address} (docker compose down stops it)`, [
      ['docker', 'compose', 'up', '--build', '--detach', '--wait'],
    ]);
  const name = text(answers, 'name');
  const made = derive(answers as unknown as Answers);
  const image = `${made.image}:${made.mainTag}`;
  const start = ['docker', 'run', '--detach', '--rm', '--name', name, '--publish', `127.0.0.1:${port}:${port}`];
  return group(ground, `Run it and open ${address} (docker stop ${name} stops it)`, [
    ['docker', 'build', '--tag', image, '.'],
    [...start, '--env', 'DEVELOPMENT=true', '--env', 'SECRET_KEY=only-for-this-machine', image],
  ]);
};

const testing = (ground: Ground): NextGroup | undefined => {
  const { answers, files, shell } = ground;
  if (!files.has('pyproject.toml')) return undefined;
  if (text(answers, 'packageManager') === 'uv') return group(ground, 'Test it', [['uv', 'run', 'pytest']]);
  if (shell === 'posix' && files.has('Makefile')) return group(ground, 'Test it', [['make', 'test']]);
  if (!files.has('requirements-dev.txt')) return undefined;
  const python = shell === 'posix' ? '.venv/bin/python' : '.venv\\Scripts\\python';
  return group(ground, 'Test it', [
    [shell === 'posix' ? 'python3' : 'py', '-m', 'venv', '.venv'],
    [python, '-m', 'pip', 'install', '--quiet', '--require-hashes', '--requirement', 'requirements-dev.txt'],
    [python, '-m', 'pytest'],
  ]);
};

const proving = (ground: Ground): NextGroup =>
  group(ground, 'Prove the image: what it promises is measured', [['npx', PROGRAM, 'verify']]);

/** The names that the pipeline logs in by. */
const keysOf = (answers: Values) => {
  const { secrets, variables, kind } = registryOf(text(answers, 'registry'));
  return { kind, what: secrets.length > 0 ? 'secret' : 'variable', names: secrets.length > 0 ? secrets : variables };
};

const aboutKeys = (answers: Values): readonly string[] => {
  const { kind, names } = keysOf(answers);
  const image = `${text(answers, 'registryUser')}/${text(answers, 'name')}`;
  if (kind === 'docker-hub')
    return [
      'DOCKERHUB_TOKEN is a personal access token with Read & Write, made on https://app.docker.com/settings/personal-access-tokens',
      `Docker Hub makes ${image} public when it is first pushed. For a private one, make it there before.`,
    ];
  return names.length > 0 ? ['README.md says where each of them comes from.'] : [];
};

const pushOf = ({ answers, repository }: Ground): readonly string[] => [
  ...['git', 'push', '--set-upstream', 'origin'],
  // The branch of a repository that was there is its own affair.
  repository === 'own' ? 'HEAD' : text(answers, 'branch'),
];

const byGitHubCli = (ground: Ground): readonly NextGroup[] => {
  const { answers, origin } = ground;
  const { kind, what, names } = keysOf(answers);
  const value = (name: string): readonly string[] =>
    name === 'DOCKERHUB_USERNAME' && kind === 'docker-hub' ? ['--body', text(answers, 'registryUser')] : [];
  const asks = names.length === 0 ? [] : [`gh asks for a ${what} that has no value on its line.`];
  const commands = [
    ...(origin ? [] : [['gh', 'repo', 'create', text(answers, 'name'), '--private', '--source', '.']]),
    ...names.map((name) => ['gh', what, 'set', name, ...value(name)]),
    pushOf(ground),
  ];
  return [
    group(ground, names.length > 0 ? `Publish it: the ${what}s first, then the push` : titleOf(answers), commands, [
      ...aboutKeys(answers),
      ...asks,
    ]),
    group(ground, 'The pipeline once more, at any time', [['gh', 'workflow', 'run', 'image.yml']]),
  ];
};

const titleOf = (answers: Values): string =>
  text(answers, 'registry') === 'none' ? 'Push it: the pipeline tests each push' : 'Publish it';

/** Whose repository it will be, as far as the image tells. */
const ownerOf = (answers: Values): string | undefined => {
  const { kind } = keysOf(answers);
  return kind === 'docker-hub' || kind === 'ghcr' ? text(answers, 'registryUser').split('/')[0] : undefined;
};

const byGit = (ground: Ground): readonly NextGroup[] => {
  const { answers, origin } = ground;
  const { what, names } = keysOf(answers);
  const name = text(answers, 'name');
  const owner = ownerOf(answers);
  const whose =
    owner === undefined ? 'OWNER is your account there' : `for another account than ${owner}, change the address`;
  const list = names.join(', ').replace(/, ([^,]*)$/, ' and $1');
  const address = `https://github.com/${owner ?? 'OWNER'}/${name}.git`;
  const notes = [
    ...(origin ? [] : [`First make ${name}, empty, on https://github.com/new (${whose}).`]),
    ...(names.length > 0 ? [`Then, in its Settings > Secrets and variables > Actions, the ${what}s ${list}.`] : []),
    ...aboutKeys(answers),
    'The pipeline once more, at any time: Actions > Image > Run workflow, on its page.',
  ];
  return [
    group(
      ground,
      titleOf(answers),
      [...(origin ? [] : [['git', 'remote', 'add', 'origin', address]]), pushOf(ground)],
      notes,
    ),
  ];
};

const ROOT_ONLY =
  'GitHub reads workflows only at the root of a repository: those in .github here run once the folder is one of its own.';

/** Committing and pushing, as far as the folder is where that can be done. */
const sharing = (ground: Ground): readonly NextGroup[] => {
  const { answers, files, repository, foreign, unchanged } = ground;
  if (foreign || unchanged) return [];
  if (repository === 'around') {
    const message = `Add ${text(answers, 'name')}`;
    const notes = files.has(WORKFLOW) ? [ROOT_ONLY] : [];
    return [
      group(
        ground,
        'Commit it to the repository around it',
        [
          ['git', 'add', '.'],
          ['git', 'commit', '--message', message, '--', '.'],
        ],
        notes,
      ),
    ];
  }
  if (!files.has(WORKFLOW)) return [];
  return ground.gh ? byGitHubCli(ground) : byGit(ground);
};

/**
 * @returns what to do next, in the order that works: enter and commit, run, test, prove, publish. Every command can be
 *   pasted after the one before, and none of them keeps the shell
 */
export const nextGroups = (ground: Ground): readonly NextGroup[] => {
  // A template that stands alone may make something that nothing here is true of.
  const about = ground.files.has('Dockerfile')
    ? [running(ground), testing(ground), proving(ground), ...sharing(ground)]
    : [];
  const [first, ...rest] = [finishing(ground), ...about].filter((one): one is NextGroup => one !== undefined);
  return first === undefined ? [] : [{ ...first, commands: [...entering(ground), ...first.commands] }, ...rest];
};
