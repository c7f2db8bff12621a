import type { Place } from '../text/place';
import { beyondLimit, repeatedKey } from './bounds';
import { YAML_LIMITS, type YamlUse } from './limits';
import { offsetPlace, type PlaceTree, placeTree } from './places';

/** What a document says, and where. Plain data: it may come from another thread. */
interface YamlFound {
  readonly value: unknown;
  readonly places?: PlaceTree;
}

export interface YamlFault {
  readonly reason: string;
  readonly at: Place;
  readonly fix: string;
  /** It was not parsed, or not to its end. */
  readonly beyond?: true;
}

export type YamlAnswer = YamlFound | YamlFault;

/** Reads a document of YAML 1.2, by the rules of its use. */
export type YamlReader = (text: string, use: YamlUse) => Promise<YamlAnswer>;

type Yaml = typeof import('yaml');
type Document = ReturnType<Yaml['parseDocument']>;
type Counter = InstanceType<Yaml['LineCounter']>;

const START: Place = { line: 1, column: 1 };
const MEND = 'mend the YAML';

/** What YAML can do beyond plain data: each is a way to say something else than what is read. */
const beyondPlain = (yaml: Yaml, document: Document, counter: Counter): YamlFault | undefined => {
  let fault: YamlFault | undefined;
  const note = (reason: string, fix: string, offset: number | undefined): symbol => {
    fault = { reason, at: offsetPlace(counter, offset), fix };
    return yaml.visit.BREAK;
  };
  const { directives } = document;
  if (directives?.yaml.explicit === true || Object.keys(directives?.tags ?? {}).length > 1)
    return { reason: 'a YAML directive is not allowed', at: START, fix: 'take the line that starts with % out' };
  yaml.visit(document, {
    Alias: (_, node) => note('a YAML alias is not allowed', 'write the value out', node.range?.[0]),
    Node: (_, node) => {
      if ('anchor' in node && node.anchor)
        return note('a YAML anchor is not allowed', 'write the value out', node.range?.[0]);
      if (node.tag !== undefined) return note('a YAML tag is not allowed', 'write plain data', node.range?.[0]);
      return undefined;
    },
  });
  return fault;
};

const COMMON = { version: '1.2', schema: 'core', uniqueKeys: false, prettyErrors: false } as const;

/** How each use is parsed; a file that was made is judged by its form alone, and may hold several documents. */
const OPTIONS = {
  config: { ...COMMON, merge: false, stringKeys: true },
  plain: { ...COMMON, merge: false, stringKeys: true },
  // Compose and GitHub take the first document.
  repository: { ...COMMON, merge: true, logLevel: 'silent' },
  made: { uniqueKeys: false, prettyErrors: false },
} as const satisfies Readonly<Record<YamlUse, object>>;

/** Aliases of a repository's files are followed a little, no further; elsewhere there are none. */
const MOST_ALIASES: Readonly<Record<YamlUse, number>> = { config: 0, plain: 0, repository: 200, made: 0 };

const faultIn = (yaml: Yaml, document: Document, counter: Counter, use: YamlUse): YamlFault | undefined => {
  const [error] = document.errors;
  // A tag or a directive that is not known is told as what it is.
  const beyond = !error && use === 'plain' ? beyondPlain(yaml, document, counter) : undefined;
  const told = error ?? (beyond || use === 'repository' || use === 'made' ? undefined : document.warnings[0]);
  if (told?.code === 'MULTIPLE_DOCS')
    return { reason: 'it holds more than one YAML document', at: offsetPlace(counter, told.pos[0]), fix: 'keep one' };
  if (told)
    return { reason: told.message.split('\n')[0]!.replace(/:$/, ''), at: offsetPlace(counter, told.pos[0]), fix: MEND };
  if (beyond) return beyond;
  const repeated = repeatedKey(yaml, document);
  return repeated === undefined
    ? undefined
    : { reason: 'Map keys must be unique', at: offsetPlace(counter, repeated), fix: MEND };
};

const dataOf = (document: Document, use: YamlUse): YamlAnswer => {
  try {
    return { value: document.toJS({ maxAliasCount: MOST_ALIASES[use] }) };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return { reason: 'it uses YAML aliases', at: START, fix: 'write the values out' };
  }
};

const parsed = (yaml: Yaml, text: string, use: YamlUse): YamlAnswer => {
  const counter = new yaml.LineCounter();
  const options = { ...OPTIONS[use], lineCounter: counter };
  if (use === 'made') {
    const faults = [...yaml.parseAllDocuments(text, options)].map((each) =>
      faultIn(yaml, each as Document, counter, use),
    );
    return faults.find((fault) => fault !== undefined) ?? { value: undefined };
  }
  const document = yaml.parseDocument(text, options);
  const fault = faultIn(yaml, document, counter, use);
  if (fault) return fault;
  const answer = dataOf(document, use);
  return 'reason' in answer || (use !== 'plain' && use !== 'config')
    ? answer
    : { ...answer, places: placeTree(yaml, document, counter) };
};

/**
 * Reads a document in this thread. What it may hold is counted first, so that the time is bounded; machine/yaml-reader.ts says
 * where.
 */
export const readYaml: YamlReader = async (text, use) => {
  const beyond = beyondLimit(text, YAML_LIMITS[use]);
  if (beyond !== undefined) return { reason: beyond, at: START, fix: 'shorten it', beyond: true };
  const yaml = await import('yaml');
  try {
    return parsed(yaml, text, use);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { reason: 'it is nested too deeply', at: START, fix: 'flatten it', beyond: true };
  }
};
