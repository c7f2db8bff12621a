import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { filesIn, newFolder, runProgram } from '../kit/program';

/** Words and forms that some reader of YAML takes for a boolean, nothing, a number, a date or a list. */

const NAMES = ['true', 'false', 'yes', 'no', 'on', 'off', 'null', 'y', 'n', 'nan', 'inf', 'e1', 'x10', 'o17', 'b101'];
const USERS = [...NAMES, '1e3', '0x10', '0o17', '017', '12', '1.5', '0b1', '1_0', '2026-01-31', '1e3/0x10', '12/30'];
const TAGS = [
  'on',
  'true',
  'Yes',
  'NO',
  'null',
  '1e3',
  '0x10',
  '0o17',
  '017',
  '12',
  '3.10',
  '1.',
  '1_000',
  '2026-01-31',
  '0b1',
  '_',
  'Off',
  '1e-3',
  'y',
];
const REGISTRIES = [
  '[::1]:5000',
  '[2001:db8::1]',
  '[2001:db8::1]:443',
  '10.0.0.1:5000',
  '1.2',
  '127.1:80',
  'localhost:30',
  '1e3.example',
  'localhost',
];

/** The answers of one repository, word by word. */
export interface Words {
  readonly name: string;
  readonly user: string;
  readonly registry: string;
  readonly tags: readonly string[];
}

export const PLAIN: Words = {
  name: 'plainname',
  user: 'plainuser',
  registry: 'plainhost.example:5000',
  tags: TAGS.map((_, index) => `plaintag${index}x`),
};

/** Every word once at least, in as few repositories as that takes. */
export const ROWS: readonly Words[] = USERS.map((user, index) => ({
  name: NAMES[index % NAMES.length]!,
  user,
  registry: REGISTRIES[index % REGISTRIES.length]!,
  tags: TAGS,
}));

/** Makes a repository through the public door. */
export const repositoryOf = async ({ name, user, registry, tags }: Words): Promise<string> => {
  const folder = join(newFolder(), 'made');
  const words = ['--name', name, '--registry', registry, '--registry-user', user, '--tags', tags.join(',')];
  const ended = await runProgram([folder, ...words, '--yes', '--no-git']);
  if (ended.exitCode !== 0) throw new Error(`${JSON.stringify({ name, user, registry })}: ${ended.stderr}`);
  return folder;
};

const READ = `
import json, sys, tomllib, yaml
def tree(node):
    if isinstance(node, dict): return ["mapping", [[str(key), tree(value)] for key, value in node.items()]]
    if isinstance(node, list): return ["list", [tree(value) for value in node]]
    return node if isinstance(node, str) else [type(node).__name__, str(node)]
readers = {"yaml": lambda text: tree(yaml.safe_load(text)), "toml": lambda text: tree(tomllib.loads(text)), "json": lambda text: tree(json.loads(text))}
json.dump([readers[kind](text) for kind, text in json.load(sys.stdin)], sys.stdout)
`;

const tree = (node: unknown): unknown => {
  if (Array.isArray(node)) return ['list', node.map(tree)];
  if (typeof node !== 'object' || node === null) return typeof node === 'string' ? node : [typeof node, String(node)];
  return ['mapping', Object.entries(node).map(([key, value]) => [key, tree(value)])];
};

const kindOf = (path: string): string | undefined => /\.(ya?ml|toml|json)$/.exec(path)?.[1]?.replace('yml', 'yaml');

/** @returns what readers of YAML 1.1, YAML 1.2, TOML and JSON make of the files of a folder. */
export const readersOf = (folder: string): Readonly<Record<string, unknown>> => {
  const files = [...filesIn(folder)].filter(([path]) => kindOf(path) !== undefined && !path.startsWith('.git/'));
  const texts = files.map(([path, text]) => [kindOf(path)!, text] as const);
  const inPython = JSON.parse(
    execFileSync('python3', ['-c', READ], { input: JSON.stringify(texts), encoding: 'utf8' }),
  ) as unknown[];
  return Object.fromEntries(
    files.map(([path, text], index) => [
      path,
      kindOf(path) === 'yaml'
        ? [
            inPython[index],
            parseAllDocuments(text).map((document) => [
              document.errors.map(String),
              tree((document as { toJS(): unknown }).toJS()),
            ]),
          ]
        : inPython[index],
    ]),
  );
};

/** Puts words in the places of the plain ones, in every text of a tree. */
export const replaced = (read: unknown, words: Words): unknown => {
  const pairs: readonly (readonly [string, string])[] = [
    [PLAIN.registry, words.registry],
    [PLAIN.name, words.name],
    [PLAIN.user, words.user],
    ...PLAIN.tags.map((tag, index) => [tag, words.tags[index]!] as const),
  ];
  const change = (text: string): string =>
    pairs.reduce((changed, [plain, word]) => changed.replaceAll(plain, () => word), text);
  const all = (node: unknown): unknown => {
    if (typeof node === 'string') return change(node);
    if (Array.isArray(node)) return node.map(all);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [change(key), all(value)]));
  };
  return all(read);
};
