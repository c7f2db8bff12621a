import { posix } from 'node:path';
import type { Problem } from '../../errors';
import { shown } from '../../text/shown';
import { at, type Findings, fact } from './fact';
import { anywhere, type Candidate, candidates, depthOf, places, rootsFor, unsureOf } from './places';
import { flagWord, missing, refusal, type SourceTree } from './source-tree';
import type { Containers } from './starts';
import { resolveTarget, rootsOf, type Target } from './targets';

/** The entry that was decided on, for the readers that follow. */
export interface Entry extends Findings {
  readonly target?: Target;
}

/** What the user said of it. */
export interface EntryGiven {
  readonly entry?: string;
  readonly source?: string;
}

/** The first folders are looked into; what is deeper is asked about. */
const DEEPEST = 3;
const MOST_NAMED = 5;

const differing = (found: readonly Candidate[]): readonly Candidate[] =>
  found.filter(
    (one, index) => found.findIndex((other) => other.entry === one.entry && other.root === one.root) === index,
  );

const isSame = (one: Target, other: Target): boolean =>
  (one.origin !== undefined && one.origin === other.origin) || (one.entry === other.entry && one.root === other.root);

const isGuess = ({ rule }: Candidate): boolean => rule === 'place' || rule === 'only';

/** A name of a file is a weak reason: another app at the same depth is as likely. */
const isRival = (one: Candidate, chosen: Candidate): boolean =>
  isGuess(one) &&
  isGuess(chosen) &&
  one.lacking.length === 0 &&
  !one.entry.endsWith(')') &&
  depthOf(one.path) === depthOf(chosen.path);

/** Where somebody made the app of a factory, that is the app: more may be done to it there. */
const isBetter = (one: Candidate, chosen: Candidate): boolean =>
  isGuess(chosen) &&
  chosen.entry.endsWith('()') &&
  isSame(one, chosen) &&
  !one.entry.endsWith(')') &&
  one.rule === 'place';

const worded = ({ entry, root, lacking }: Target): string =>
  `${lacking.length > 0 ? entry.replace(/\(\)$/, `(${lacking.join(', ')})`) : entry}${root === '' ? '' : ` in ${root}`}`;

const entryFlag = ({ entry, root }: Target): string =>
  [flagWord('--entry', entry), ...(root === '' ? [] : [flagWord('--source', root)])].join(' ');

const lackingProblem = (found: readonly Candidate[]): Problem => {
  const [first] = found;
  return missing(
    '--entry',
    `${worded(first!)} needs ${first!.lacking.map(shown).join(', ')}`,
    `add --entry with its arguments, such as --entry 'shop:create_app("production")'`,
  );
};

const ambiguous = (found: readonly Candidate[]): Problem =>
  missing(
    '--entry',
    `${found.length > 1 ? 'there is more than one app' : 'it cannot be told whether this is the app'}: ${found
      .slice(0, MOST_NAMED)
      .map((one) => `${worded(one)} (${shown(one.from)})`)
      .join(', ')}`,
    `add ${entryFlag(found[0]!)}, or name another`,
  );

const decided = (chosen: Candidate, others: readonly string[], roots: readonly string[], given: EntryGiven): Entry => {
  const source = chosen.root === '' ? '.' : chosen.root;
  const isDeclared = !isGuess(chosen) && chosen.rule !== 'flask-rule';
  return {
    target: chosen,
    facts: [
      fact('entry', chosen.entry, chosen.from, chosen.rule, others),
      given.source === undefined
        ? fact(
            'source',
            source,
            at(chosen.path, chosen.line),
            isDeclared ? 'module' : 'imports',
            roots.filter((root) => root !== chosen.root).map((root) => root || '.'),
          )
        : fact('source', source, '--source', 'given'),
    ],
    problems: [],
    notes: [],
  };
};

const nothing = (problem: Problem): Entry => ({ facts: [], problems: [problem], notes: [] });

/** What the user named, as it is. */
const ofGiven = async (tree: SourceTree, given: EntryGiven): Promise<Entry> => {
  const entry = given.entry!;
  const source = given.source === undefined ? undefined : posix.normalize(given.source).replace(/^\.$|\/$/g, '');
  const found = await resolveTarget(tree, entry, source === undefined ? rootsFor(tree, '') : [source]);
  const [first] = found.filter(({ lacking }) => lacking.length === 0);
  if (first) return decided({ ...first, rule: 'given', from: '--entry' }, [], [], given);
  const lacking = found[0]?.lacking ?? [];
  return nothing(
    refusal(
      '--entry',
      `"${shown(entry)}" ${lacking.length > 0 ? `needs ${lacking.join(', ')}` : 'leads to no app of the repository'}`,
      'name a module and the app in it, such as --entry wsgi:app',
      entry,
    ),
  );
};

/** Names what is there where nothing was decided. */
const undecided = async (tree: SourceTree): Promise<Entry> => {
  const deeper = candidates(await anywhere(tree, 2, DEEPEST), 'only');
  const [first] = deeper;
  if (!first) return nothing(missing('--entry', 'no Flask app was found', 'name it, such as --entry wsgi:app'));
  return nothing(
    missing(
      '--entry',
      `the app may be ${deeper
        .slice(0, MOST_NAMED)
        .map((one) => `${worded(one)} (${shown(one.from)})`)
        .join(', ')}`,
      `add ${entryFlag(first)}`,
    ),
  );
};

/** Decides which app of the repository is served, and from where Python starts. */
export const findEntry = async (tree: SourceTree, containers: Containers, given: EntryGiven): Promise<Entry> => {
  if (given.entry !== undefined) return ofGiven(tree, given);
  let lacking: readonly Candidate[] = [];
  let chosen: Candidate | undefined;
  const others: string[] = [];
  const missed: string[] = [];
  for (const step of places(tree, containers, missed)) {
    const found = differing(await step());
    const whole = found.filter(
      (one) =>
        one.lacking.length === 0 &&
        (given.source === undefined || one.root === posix.normalize(given.source).replace(/^\.$|\/$/g, '')),
    );
    if (found.length > 0 && whole.length === 0 && lacking.length === 0) lacking = found;
    if (chosen) {
      const instance = whole.find((one) => isBetter(one, chosen!));
      if (instance) chosen = instance;
      const rest = found.filter((one) => !isSame(one, chosen!));
      const rivals = rest.filter((one) => isRival(one, chosen!));
      if (rivals.length > 0) return nothing(ambiguous([chosen, ...rivals]));
      others.push(...rest.map(worded));
    }
    if (!chosen && whole.length > 0) {
      if (whole.some((one) => !isSame(one, whole[0]!))) return nothing(ambiguous(whole));
      [chosen] = whole;
    }
  }
  const unsure = !chosen || isGuess(chosen) ? await unsureOf(tree) : [];
  if (unsure.length > 0) return nothing(ambiguous([...unsure, ...(chosen ? [chosen] : lacking)]));
  if (!chosen) return lacking.length > 0 ? nothing(lackingProblem(lacking)) : undecided(tree);
  const roots = await rootsOf(tree, chosen.path);
  const entry = decided(chosen, [...new Set(others)].slice(0, MOST_NAMED), roots, given);
  return {
    ...entry,
    notes: [...new Set(missed)].map((one) => `${shown(one)} is named, and leads to no app that is there`),
  };
};
