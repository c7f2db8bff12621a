import { GIT } from './git-tool';
import type { Call, Step, StepContext } from './step';

/**
 * The repository and its first commit. What is deliberate here is in docs/decisions: no hook and no filter runs
 * and nothing is signed (they could ask or fail after the last question, and the repository may be a stranger's), line
 * ends are those of the plan, only our own paths are staged and committed, and no existing branch is moved or renamed.
 */

const PATHS_FROM_INPUT = ['--pathspec-from-file=-', '--pathspec-file-nul'] as const;

const paths = (context: StepContext): string => context.written.map((path) => `${path}\0`).join('');

const message = ({ answers, version, history }: StepContext): string =>
  `${history ? 'Make' : 'Start'} ${answers.name} with create-flask-container ${version}`;

const add = (context: StepContext): Call => ({
  words: ['--literal-pathspecs', 'add', '--force', ...PATHS_FROM_INPUT],
  input: paths(context),
  shown: ['git', 'add', '--', ...(context.repository === 'own' ? context.writtenShort : ['.'])],
});

/** Quietly: counting the lines of every file, which nobody would see, takes a third of the commit. */
const commitAll = (context: StepContext): Call => ({
  words: ['commit', '--message', message(context), '--quiet'],
  shown: ['git', 'commit', '--message', message(context)],
});

/** Paths that stand in one call; the system bounds how long it may be. */
const PATHS_A_CALL = 100;

/** Where all of these end well, the last commit holds our paths as they are. */
const comparisons = ({ written }: StepContext): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(written.length / PATHS_A_CALL) }, (_, index) => [
    '--literal-pathspecs',
    ...['diff-index', '--cached', '--quiet', '--ignore-submodules=all', 'HEAD', '--'],
    ...written.slice(index * PATHS_A_CALL, (index + 1) * PATHS_A_CALL),
  ]);

/**
 * What the user has staged stays staged and uncommitted. A commit of nothing is not even tried: git would tell the state
 * of every submodule then, by that one's own filters.
 */
const commitOurs = (context: StepContext): Call => ({
  words: [
    '--literal-pathspecs',
    ...['commit', '--message', message(context), '--quiet', '--only'],
    ...PATHS_FROM_INPUT,
  ],
  unless: comparisons(context),
  input: paths(context),
  shown: ['git', 'commit', '--message', message(context), '--only', '--', ...context.writtenShort],
});

const whyNot = (context: StepContext): string | undefined => {
  if (!context.answers.git) return '--no-git';
  if (context.written.length === 0) return 'nothing was written';
  if (context.foreign !== undefined) return context.foreign;
  if (context.insisted) return undefined;
  if (context.history) return 'the repository has commits of its own; --git makes one more';
  return context.repository === 'around'
    ? 'the folder is inside another git repository; --git makes one of its own there'
    : undefined;
};

const isLeftToUser = (context: StepContext): boolean =>
  context.written.length > 0 && context.foreign === undefined && (context.history || !context.answers.git);

export const GIT_STEPS: readonly Step<StepContext>[] = [
  {
    id: 'git-init',
    title: () => 'git repository',
    tool: GIT,
    byHand: (context) => isLeftToUser(context) && context.repository === 'none',
    skip: (context) => whyNot(context) ?? (context.repository === 'own' ? 'the folder has one' : undefined),
    calls: ({ answers }) => [
      {
        words: ['init', '--quiet', '--template=', `--initial-branch=${answers.branch}`],
        isFirst: true,
        shown: ['git', 'init', `--initial-branch=${answers.branch}`],
      },
    ],
  },
  {
    id: 'git-commit',
    title: ({ history }) => (history ? 'commit' : 'first commit'),
    tool: GIT,
    byHand: (context) => isLeftToUser(context) && context.repository !== 'around',
    skip: whyNot,
    calls: (context) => [add(context), context.repository === 'own' ? commitOurs(context) : commitAll(context)],
  },
];
