import { bytesText } from '../../../repository/pairs';
import type { Repository } from '../../../repository/repository';
import { shellWord } from '../../../text/shell-words';
import { type Contract, fail, pass, unjudged } from '../contract';
import type { Contents } from '../evidence';
import { type Edit, fixWith } from '../fixes/edit';
import { ignored, takenAwayAtOnce } from '../fixes/of-files';
import { type Flattened, flatten, type ImageFile } from '../reading/layers';

interface Waste {
  readonly what: string;
  readonly bytes: number;
  readonly fix: string;
  readonly edits?: readonly Edit[];
}

interface Kind {
  readonly what: string;
  readonly pattern: RegExp;
  /** The folder that can go whole, or all that is in it; the RUN that made it takes it away. */
  readonly within?: RegExp;
  readonly fix: string;
  /** Less than this is no news. */
  readonly least: number;
}

const OF_HISTORY = 'a git repository';

const KINDS: readonly Kind[] = [
  {
    what: "pip's cache",
    pattern: /(^|\/)\.cache\/pip\//,
    within: /^.*?\.cache\/pip(?=\/)/,
    fix: 'pip install --no-cache-dir, or RUN --mount=type=cache,target=/root/.cache/pip',
    least: 10_000,
  },
  {
    what: "uv's cache",
    pattern: /(^|\/)\.cache\/uv\//,
    within: /^.*?\.cache\/uv(?=\/)/,
    fix: 'uv --no-cache, or RUN --mount=type=cache,target=/root/.cache/uv',
    least: 10_000,
  },
  {
    what: "poetry's cache",
    pattern: /(^|\/)\.cache\/pypoetry\//,
    within: /^.*?\.cache\/pypoetry(?=\/)/,
    fix: 'RUN --mount=type=cache,target=/root/.cache/pypoetry',
    least: 10_000,
  },
  {
    what: 'package lists of apt',
    pattern: /^var\/lib\/apt\/lists\/.+/,
    within: /^var\/lib\/apt\/lists\//,
    fix: 'rm -rf /var/lib/apt/lists/* in the same RUN',
    least: 10_000,
  },
  {
    what: 'packages kept by apt',
    pattern: /^var\/cache\/apt\/.+/,
    within: /^var\/cache\/apt\//,
    fix: 'apt-get clean in the same RUN',
    least: 1_000_000,
  },
  {
    what: 'compilers',
    pattern: /^usr\/(libexec|lib)\/gcc(-cross)?\/.+\/(cc1|cc1plus|lto1)$/,
    fix: 'compile in a build stage and copy the result',
    least: 1_000_000,
  },
  {
    what: OF_HISTORY,
    pattern: /(^|\/)\.git\/objects\//,
    fix: 'keep .git out with .dockerignore',
    least: 10_000,
  },
];

/** The place of a module, whatever tree its byte code is kept in: `flask/app`. */
const moduleOf = (path: string): string => {
  const below = /(?:site-packages|dist-packages|python3\.\d+)\/(.*)$/.exec(path)?.[1] ?? path;
  return below.replace('__pycache__/', '').replace(/\.(?:cpython-\d+)(?:\.opt-\d)?\.pyc$/, '');
};

const twice = ({ files }: Flattened, base: number): Waste => {
  const seen = new Map<string, number>();
  let bytes = 0;
  for (const file of files.values()) {
    if (file.layer < base || !file.path.endsWith('.pyc') || /\.opt-\d\.pyc$/.test(file.path)) continue;
    const key = `${moduleOf(file.path)} ${file.size}`;
    if (seen.has(key) && /site-packages|dist-packages/.test(file.path)) bytes += file.size;
    seen.set(key, file.size);
  }
  return { what: 'byte code twice', bytes, fix: 'compile once: pip install --no-compile where compileall runs later' };
};

const MILLION = 1_000_000;

const hiddenWaste = ({ hidden }: Flattened, base: number): Waste => {
  const own = hidden.filter(({ layer }) => layer >= base);
  const first = [...own].sort((one, other) => other.bytes - one.bytes)[0];
  return {
    what: `files that a later layer hides${first ? `, such as /${first.path}` : ''}`,
    bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
    fix: 'remove or change files in the RUN that makes them, and use COPY --chmod instead of RUN chmod or chown',
  };
};

const editsOf = (
  { what, within }: Kind,
  files: readonly ImageFile[],
  layers: Contents['layers'],
  repository: Repository,
): readonly Edit[] => {
  if (what === OF_HISTORY) return [ignored(repository, ['**/.git'])];
  const taken = new Map<string, Set<string>>();
  for (const { path, layer } of within ? files : []) {
    const folder = within!.exec(path)?.[0] ?? path;
    const by = layers[layer]?.by ?? '';
    taken.set(
      by,
      (taken.get(by) ?? new Set()).add(`${shellWord(`/${folder}`, 'posix')}${folder.endsWith('/') ? '*' : ''}`),
    );
  }
  return [...taken].flatMap(([by, folders]) => takenAwayAtOnce(repository, by, [...folders].join(' ')));
};

const wasteOf = ({ layers, base = 0 }: Contents, repository: Repository): readonly Waste[] => {
  const flat = flatten(layers);
  // What a later layer hides is told once, as hidden: only what can be seen is looked at by kind.
  const own = [...flat.files.values()].filter(({ layer, kind }) => layer >= base && kind === 'file');
  const byKind = KINDS.flatMap((kind) => {
    const { what, pattern, fix, least } = kind;
    const files = own.filter(({ path }) => pattern.test(path));
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    return bytes >= least ? [{ what, bytes, fix, edits: editsOf(kind, files, layers, repository) }] : [];
  });
  return [...byKind, ...[twice(flat, base), hiddenWaste(flat, base)].filter(({ bytes }) => bytes >= MILLION)].sort(
    (one, other) => other.bytes - one.bytes,
  );
};

/** @returns a line for each layer: its size and what made it. */
const layerLines = ({ layers, base }: Contents): readonly string[] =>
  layers.map(
    ({ bytes, by }, index) =>
      `${bytesText(bytes).padStart(9)}  ${base !== undefined && index < base ? 'base: ' : ''}${by.replace(/\s+/g, ' ').slice(0, 120)}`,
  );

/** The image holds what it runs, and little else. */
export const size: Contract = {
  id: 'size',
  title: 'Nothing in the image that could be left out',
  needs: 'image',
  expected: "none of pip's cache, apt's lists, compilers, byte code twice, files hidden by a later layer",
  judge: async (evidence) => {
    const contents = await evidence.contents();
    if (contents.unread.length > 0)
      return unjudged(contents.unread[0]!, 'use an image store whose layers are gzip or plain');
    const { layers, base } = contents;
    const all = layers.reduce((sum, { bytes }) => sum + bytes, 0);
    const own = layers.slice(base ?? 0).reduce((sum, { bytes }) => sum + bytes, 0);
    const total =
      base === undefined
        ? `${bytesText(all)} in ${layers.length} layers (the base could not be told apart)`
        : `${bytesText(own)} above the base, ${bytesText(all)} in all`;
    const waste = wasteOf(contents, await evidence.repository());
    if (waste.length === 0) return pass(`${total}; nothing avoidable`, layerLines(contents));
    const [first] = waste;
    return fail(
      `${total}; avoidable: ${waste.map(({ what, bytes }) => `${what} (${bytesText(bytes)})`).join(', ')}`,
      fixWith(first!.fix, ...waste.flatMap(({ edits = [] }) => edits)),
      layerLines(contents),
    );
  },
};
