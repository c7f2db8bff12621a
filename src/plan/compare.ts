import { GENERATOR_LINE, RECORD_FILE } from '../project/record';
import type { PlannedFile } from './plan';

/** What stands at a planned path now. */
export type Found =
  | { readonly kind: 'file'; readonly content: Uint8Array; readonly executable: boolean }
  /** A folder where a file must go, a file where a folder must go, a link, a device. */
  | { readonly kind: 'obstacle'; readonly what: string };

/** A target folder as it stands before anything is written. */
export interface Target {
  /** Absolute. */
  readonly path: string;
  /** `absent`; `empty` and not the current folder; `open`: nothing of the user's but git; `occupied`. */
  readonly state: 'absent' | 'empty' | 'open' | 'occupied';
  /** The folder's own entries that are not ours, git's or the system's. */
  readonly entries: readonly string[];
  /** By planned path; a path that is not here is free. */
  readonly found: ReadonlyMap<string, Found>;
  /** The target is, or stands in, a git work tree: the folder that holds `.git`. */
  readonly repository?: string;
  /** The file system keeps the executable bit. */
  readonly keepsModes: boolean;
  /** What stands in the way in our own folder inside the target: what every run uses, and what `keep` leaves alone. */
  readonly own: { readonly used: readonly string[]; readonly spared: readonly string[] };
}

const ON_CONFLICT = ['refuse', 'keep', 'replace'] as const;
export type OnConflict = (typeof ON_CONFLICT)[number];

export type Action = 'create' | 'same' | 'keep' | 'replace' | 'conflict';

/** A planned file and what will be done about it. */
export interface Change extends PlannedFile {
  readonly action: Action;
  /** The bytes that stand there now, where there are any. */
  readonly previous?: Uint8Array;
  /** Why it is a conflict. */
  readonly obstacle?: string;
}

const equalBytes = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

const sameContent = (path: string, one: Uint8Array, other: Uint8Array): boolean => {
  if (equalBytes(one, other) || path !== RECORD_FILE) return equalBytes(one, other);
  const plain = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8').replace(GENERATOR_LINE, '');
  return plain(one) === plain(other);
};

const changeOf = (file: PlannedFile, found: Found | undefined, onConflict: OnConflict, keepsModes: boolean): Change => {
  if (found === undefined) return { ...file, action: 'create' };
  if (found.kind === 'obstacle') return { ...file, action: 'conflict', obstacle: found.what };
  const sameMode = !keepsModes || found.executable === (file.mode === '0755');
  if (sameMode && sameContent(file.path, found.content, file.content))
    return { ...file, action: 'same', previous: found.content };
  if (onConflict === 'refuse')
    return { ...file, action: 'conflict', previous: found.content, obstacle: 'a file with other bytes' };
  return { ...file, action: onConflict, previous: found.content };
};

/** @returns what will be done about each planned file, in the plan's order. */
export const compare = (files: readonly PlannedFile[], target: Target, onConflict: OnConflict): readonly Change[] =>
  files.map((file) => changeOf(file, target.found.get(file.path), onConflict, target.keepsModes));

/** @returns whether nothing would be written. */
export const isUnchanged = (changes: readonly Change[]): boolean =>
  changes.every(({ action }) => action === 'same' || action === 'keep');

/**
 * @returns what stands in the way in our own folder. A run that keeps what is there puts no old bytes aside, so it
 *   need not look where they would go.
 */
export const ownObstacles = ({ own }: Target, onConflict: OnConflict): readonly string[] =>
  onConflict === 'keep' ? own.used : [...own.used, ...own.spared];

/**
 * What stands in the way.
 * @returns one line per thing: a path in the target and what it is; empty where the plan can be carried out
 */
export const obstaclesOf = (changes: readonly Change[], target: Target, onConflict: OnConflict): readonly string[] => {
  const conflicts = changes
    .filter(({ action }) => action === 'conflict')
    .map(({ path, obstacle }) => `${path} (${obstacle})`);
  if (conflicts.length > 0) return [...conflicts, ...ownObstacles(target, onConflict)];
  if (isUnchanged(changes)) return [];
  const entries = onConflict === 'refuse' && target.state === 'occupied' ? target.entries : [];
  return [...entries, ...ownObstacles(target, onConflict)];
};

const isText = (bytes: Uint8Array): boolean => !bytes.includes(0);

/**
 * What a change does to a file, as a unified diff.
 * @param createTwoFilesPatch of the `diff` package, handed in because only a run that shows diffs loads it
 * @returns '' where nothing changes
 */
export const diffOf = (
  change: Change,
  createTwoFilesPatch: (
    from: string,
    to: string,
    before: string,
    after: string,
    fromHeader: string,
    toHeader: string,
  ) => string,
): string => {
  const { action, previous, content, path } = change;
  if (action === 'same' || action === 'keep') return '';
  const before = previous ?? new Uint8Array();
  if (!isText(before) || !isText(content)) return `Binary files differ: ${path}\n`;
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
  const from = previous === undefined ? '/dev/null' : `a/${path}`;
  return createTwoFilesPatch(from, `b/${path}`, text(before), text(content), '', '').replace(/^=+\n/, '');
};
