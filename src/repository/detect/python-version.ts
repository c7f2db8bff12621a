import type { Problem } from '../../errors';
import { CREATE_ANSWERS } from '../../project/schema';
import { shown } from '../../text/shown';
import type { Dependencies } from './dependencies';
import { pythonOfLock } from './dependency-files';
import { at, type Fact, type Findings, fact } from './fact';
import { pinNotes, withoutWheel } from './pins';
import { flagWord, listed, refusal, type SourceTree } from './source-tree';
import type { Containers } from './starts';

/** A version of Python, or a range of it, that some file names. */
interface Named {
  readonly text: string;
  readonly from: string;
}

const OURS = [...CREATE_ANSWERS.python.choices].reverse();

const numbers = (version: string): readonly number[] => version.split('.').map(Number);

const compared = (one: readonly number[], other: readonly number[]): number =>
  (one[0] ?? 0) - (other[0] ?? 0) || (one[1] ?? 0) - (other[1] ?? 0);

/** Whether one clause of a range admits some release of a minor version: `<3.13` does not admit 3.13, `>=3.11.4` admits 3.11. */
const admitsClause = (clause: string, version: readonly number[]): boolean => {
  const [, sign = '', text = ''] = /^(===?|!=|~=|<=|>=|<|>|\^|~)?\s*v?(\d+(?:\.\d+)*)(?:\.\*)?$/.exec(clause) ?? [];
  if (text === '') return true;
  const bound = numbers(text);
  const order = compared(version, bound);
  const isMinor = bound.length < 3;
  if (sign === '!=') return !(isMinor && order === 0);
  if (sign === '<') return order < 0 || (order === 0 && (bound[2] ?? 0) > 0);
  if (sign === '<=') return order <= 0;
  if (sign === '>') return isMinor ? order > 0 || (order === 0 && bound.length === 2) : order >= 0;
  if (sign === '>=') return order >= 0;
  if (sign === '^' || (sign === '~=' && bound.length === 2)) return order >= 0 && version[0] === bound[0];
  return bound.length === 1 ? version[0] === bound[0] : order === 0;
};

/** @returns whether a range, as pip and poetry write one, admits a minor version. */
const admits = (range: string, version: string): boolean =>
  range.split('||').some((part) => part.split(',').every((clause) => admitsClause(clause.trim(), numbers(version))));

const firstLine = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('#')) ?? '';

/** Every place that names a version, strongest first. */
const namedIn = async (
  tree: SourceTree,
  { dockerfiles }: Containers,
  { manifest }: Dependencies,
): Promise<readonly Named[]> => {
  const found: Named[] = [];
  const take = async (path: string, pattern: RegExp): Promise<void> => {
    const file = tree.has(path) ? await tree.text(path) : undefined;
    const [whole, version] = pattern.exec(file?.text ?? '') ?? [];
    if (version !== undefined)
      found.push({ text: version, from: at(path, file!.text.slice(0, file!.text.indexOf(whole!)).split('\n').length) });
  };
  const own = (await tree.first(['.python-version']))?.text;
  const line = own === undefined ? '' : firstLine(own).replace(/^(?:python-|cpython-)/, '');
  if (/^\d/.test(line)) found.push({ text: line.replace(/^(\d+\.\d+).*$/, '$1'), from: '.python-version' });
  await take('runtime.txt', /^python-(\d+\.\d+)/m);
  if (manifest?.python !== undefined) found.push({ text: manifest.python, from: manifest.path });
  await take('.tool-versions', /^python\s+(\d+\.\d+)/m);
  await take('mise.toml', /^python\s*=\s*["'](\d+\.\d+)/m);
  for (const image of dockerfiles) {
    const version = /(?:^|\/)python:(\d+\.\d+)/.exec(image.base ?? '')?.[1];
    if (version !== undefined) found.push({ text: version, from: image.path });
  }
  return found;
};

/** A Python 2 file among the app's own, with its line. */
const legacyIn = async (tree: SourceTree): Promise<string | undefined> => {
  for (const module of await tree.modules())
    if (module.legacyLine !== undefined) return at(module.path, module.legacyLine);
  return undefined;
};

const worded = ({ text, from }: Named): string => `${text} (${from})`;

const ofUser = (python: string, named: readonly Named[]): Fact =>
  fact('python', python, '--python', 'given', named.map(worded));

/** @returns of some versions, newest first, the one on which the fewest pins have no wheel. */
const bestFor = (dependencies: Dependencies, versions: readonly string[]): string | undefined => {
  const lacking = versions.map((version) => withoutWheel(dependencies, version).length);
  return versions[lacking.indexOf(Math.min(...lacking))];
};

/** Nobody names a version: what create takes, or one before it that has more wheels for the pins. */
const unnamed = (dependencies: Dependencies): Fact => {
  const { default: usual } = CREATE_ANSWERS.python;
  const best = bestFor(dependencies, OURS.slice(OURS.indexOf(usual))) ?? usual;
  const [pin] = withoutWheel(dependencies, usual);
  return best === usual || pin === undefined
    ? fact('python', usual, 'default', 'default')
    : fact('python', best, pin.from, 'pins', [usual]);
};

/** Why none of our versions will do. */
const noneFor = ({ text, from }: Named): Problem => {
  const [, minor] = /^\D*3\.(\d+)/.exec(text) ?? [];
  const isNewer = OURS.every((version) => numbers(version)[1]! < Number(minor));
  return refusal(
    '--python',
    `${shown(from)} asks for Python ${shown(text)}, which ${isNewer ? 'is not there yet' : 'has ended, or is none of ours'}`,
    `try it with ${flagWord('--python', CREATE_ANSWERS.python.default)}; there are ${listed([...OURS].reverse())}`,
    text,
  );
};

const decided = async (
  tree: SourceTree,
  dependencies: Dependencies,
  named: readonly Named[],
): Promise<Fact | Problem> => {
  const [first, ...others] = named;
  if (!first) return unnamed(dependencies);
  const locked = dependencies.lock === undefined ? undefined : await pythonOfLock(tree, dependencies.lock);
  const fitting = OURS.filter((each) => admits(first.text, each) && (locked === undefined || admits(locked, each)));
  // Of a range, the version that another file names is known to work.
  const exact = fitting.find((version) => named.some(({ text }) => text === version));
  const chosen = exact ?? bestFor(dependencies, fitting);
  return chosen === undefined ? noneFor(first) : fact('python', chosen, first.from, 'version', others.map(worded));
};

/** Decides the Python of the image: the first file that names one, the newest of a range. */
export const findPython = async (
  tree: SourceTree,
  containers: Containers,
  dependencies: Dependencies,
  given: { readonly python?: string },
): Promise<Findings> => {
  const legacy = await legacyIn(tree);
  if (legacy !== undefined) {
    const problem = refusal('directory', `${shown(legacy)} is Python 2, which has ended`, 'make it Python 3 first');
    return { facts: [], problems: [problem], notes: [] };
  }
  const named = await namedIn(tree, containers, dependencies);
  const found = given.python === undefined ? await decided(tree, dependencies, named) : ofUser(given.python, named);
  if ('message' in found) return { facts: [], problems: [found], notes: [] };
  return { facts: [found], problems: [], notes: pinNotes(dependencies, String(found.value)) };
};
