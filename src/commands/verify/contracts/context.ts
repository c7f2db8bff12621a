import { bytesText } from '../../../repository/pairs';
import { type Contract, fail, pass } from '../contract';
import type { ContextFile } from '../evidence';
import { fixWith } from '../fixes/edit';
import { ignored } from '../fixes/of-files';

/** The line of .dockerignore that keeps a planted file out, and its like, wherever they lie. */
const LINES: readonly (readonly [RegExp, string])[] = [
  [/^\.git\//, '.git'],
  [/(^|\/)\.env$/, '**/.env'],
  [/\.key$/, '**/*.key'],
  [/\.pem$/, '**/*.pem'],
  [/(^|\/)id_/, '**/id_*'],
];

/** Patterns are read in order and the last one counts, so these lines hold at the end of any file. */
const linesFor = (planted: readonly string[], taken: readonly ContextFile[]): readonly string[] => [
  ...LINES.filter(([pattern]) => planted.some((path) => pattern.test(path))).map(([, line]) => line),
  ...new Set(taken.map(({ path }) => `**/${path.split('/').at(-1)}`)),
];

const fixOf = (ignoreFile: string | undefined, lines: readonly string[]): string =>
  ignoreFile === undefined
    ? `add a .dockerignore with the lines ${lines.join(', ')}`
    : `name them in ${ignoreFile}: add at its end the lines ${lines.join(', ')}`;

/** A cache of some kilobytes that goes in is not worth a no. In bytes. */
const LARGE = 1_000_000;

/** Only what the image needs reaches the builder. */
export const context: Contract = {
  id: 'context',
  title: 'Secrets and history stay out of the build',
  needs: 'repository',
  expected: '.git, .env and keys do not reach the build context',
  judge: async (evidence) => {
    const { files, bytes, planted, taken = [], ignoreFile } = await evidence.context();
    const largest = [...files, ...taken]
      .sort((one, other) => other.bytes - one.bytes)
      .slice(0, 20)
      .map(({ path, bytes: size }) => `${path}: ${bytesText(size)}`);
    const size = `${files.length} files, ${bytesText(bytes)}`;
    // The history is planted already.
    const tools = taken.filter(({ path, bytes: own }) => path !== '.git' && own >= LARGE);
    if (planted.length === 0 && tools.length === 0)
      return pass(`${size} reach it; .git, .env and keys do not`, largest);
    const named = [...planted, ...tools.map(({ path, bytes: own }) => `${path} (${bytesText(own)})`)];
    const lines = linesFor(planted, tools);
    const fix = fixWith(fixOf(ignoreFile, lines), ignored(await evidence.repository(), lines));
    return fail(`a COPY could take ${named.join(', ')} (${size} in all)`, fix, [...planted, ...largest]);
  },
};
