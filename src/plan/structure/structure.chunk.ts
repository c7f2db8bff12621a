import { parser as python } from '@lezer/python';
import { parse as parseScript } from 'acorn';
import { marked, type Token } from 'marked';
import { parse as parsePage } from 'parse5';
import { parse as parseToml } from 'smol-toml';
import type { Language } from '../../template/language/language';
import { scannedWords } from './scanned-words';
import type { Structure } from './structure';

/** A value of a data language: its type is a name, a text is itself. */
const ofValue = (value: unknown): Structure => {
  if (typeof value === 'string') return ['text', value];
  if (value instanceof Date) return ['date', String(value)];
  if (Array.isArray(value)) return ['list', ...value.map(ofValue)];
  if (typeof value !== 'object' || value === null) return [value === null ? 'null' : typeof value, String(value)];
  return ['mapping', ...Object.entries(value).map(([key, each]) => [key, ofValue(each)])];
};

type ParseYaml = typeof import('yaml')['parseAllDocuments'];

const ofYaml = (text: string, parseAllDocuments: ParseYaml): Structure =>
  (['1.2', '1.1'] as const).flatMap((version) =>
    [...parseAllDocuments(text, { version, maxAliasCount: 0, logLevel: 'silent' } as object)].map((document) => {
      if (document.errors[0]) throw document.errors[0];
      return ofValue(document.toJS());
    }),
  );

/** Places, and what the same text can be written as in several ways. */
const UNTOLD = new Set(['start', 'end', 'raw']);

const ofNode = (node: unknown): Structure => {
  if (Array.isArray(node)) return node.map(ofNode);
  if (typeof node !== 'object' || node === null) return String(node);
  return Object.entries(node).flatMap(([key, each]) => (UNTOLD.has(key) ? [] : [[key, ofNode(each)]]));
};

const ofScript = (text: string): Structure => {
  const settings = { ecmaVersion: 'latest', allowHashBang: true, allowReturnOutsideFunction: true } as const;
  try {
    return ofNode(parseScript(text, { ...settings, sourceType: 'module' }));
  } catch {
    return ofNode(parseScript(text, { ...settings, sourceType: 'script' }));
  }
};

const ofPython = (text: string): Structure => {
  const found: string[] = [];
  python.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError)
        throw new SyntaxError(`line ${text.slice(0, node.from).split('\n').length}: invalid syntax`);
      // How a text is written is not what it says; of names and numbers both are one.
      const told = /^(VariableName|PropertyName|Number|Comment)$/.test(node.name);
      found.push(told ? `${node.name} ${text.slice(node.from, node.to)}` : node.name);
      // What stands in a text is the text's own, but for the code of a formatted one.
      return node.name !== 'String';
    },
    leave: ({ name }) => {
      if (name !== 'String') found.push(')');
    },
  });
  return found;
};

interface PageNode {
  readonly nodeName: string;
  readonly value?: string;
  readonly data?: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly PageNode[];
}

const ofPageNode = ({ nodeName, value, data, attrs = [], childNodes = [] }: PageNode): Structure => [
  nodeName,
  value ?? data ?? '',
  attrs.map(({ name, value: text }) => [name, text]),
  ...childNodes.map(ofPageNode),
];

/** Kinds of tokens that are text, however it is written. */
const WRITTEN = new Set(['text', 'escape']);

const ofTokens = (tokens: readonly Token[]): Structure =>
  tokens.flatMap((token): Structure[] => {
    const below = 'tokens' in token && token.tokens ? [ofTokens(token.tokens)] : [];
    const items = token.type === 'list' ? [ofTokens(token.items)] : [];
    const cells =
      token.type === 'table' ? [[...token.header, ...token.rows.flat()].map((cell) => ofTokens(cell.tokens))] : [];
    if (WRITTEN.has(token.type) && below.length === 0) return [];
    const address = 'href' in token ? [String(token.href)] : [];
    return [[token.type, ...address, ...below, ...items, ...cells]];
  });

const READERS: Partial<Record<Language, (text: string) => Structure>> = {
  json: (text) => ofValue(JSON.parse(text)),
  toml: (text) => ofValue(parseToml(text)),
  javascript: ofScript,
  python: ofPython,
  html: (text) => ofPageNode(parsePage(text) as unknown as PageNode),
  markdown: (text) => ofTokens(marked.lexer(text)),
  shell: (text) => scannedWords('shell', text),
  makefile: (text) => scannedWords('makefile', text),
  dockerfile: (text) => scannedWords('dockerfile', text),
  dotenv: (text) => scannedWords('dotenv', text),
  ini: (text) => scannedWords('ini', text),
};

const YAML: ReadonlySet<Language> = new Set(['yaml', 'compose', 'workflow']);

/** Reads a text as its language; undefined where there is no reader. It throws what the reader throws. */
export type StructureReader = (language: Language, text: string) => Structure | undefined;

/** @returns what reads texts, with the one parser that other parts of the program have as well. */
export const structureReader = async (): Promise<StructureReader> => {
  const { parseAllDocuments } = await import('yaml');
  return (language, text) => (YAML.has(language) ? ofYaml(text, parseAllDocuments) : READERS[language]?.(text));
};
