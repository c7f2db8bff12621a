import { shown } from '../text/shown';
import { Fault } from './language/fault';

/** A condition that a folder's name states: `@compose`, `@!compose`, `@ci=github`. */
export interface Condition {
  readonly name: string;
  readonly negated: boolean;
  /** Absent: the value itself must count as true. */
  readonly value?: string;
  readonly source: string;
}

/** A template path, read: what its parts mean, before any answer is known. */
export interface TemplatePath {
  /** Parts of the resulting path, with `[name]` still in them. */
  readonly parts: readonly string[];
  readonly conditions: readonly Condition[];
  readonly rendered: boolean;
  /** Its lines are added to the file of this path. */
  readonly part: boolean;
}

const CONDITION = /^@(!?)([A-Za-z][A-Za-z0-9_]*)(?:=([^=]+))?$/;

const conditionOf = (source: string): Condition => {
  const match = CONDITION.exec(source);
  if (!match || (match[1] && match[3] !== undefined)) {
    throw new Fault('this is not a condition', undefined, shown(source), 'write @name, @!name or @name=value');
  }
  const [, not, name, value] = match;
  return { name: name!, negated: not === '!', source: shown(source), ...(value === undefined ? {} : { value }) };
};

const unDot = (part: string): string => (part.startsWith('dot-') ? `.${part.slice('dot-'.length)}` : part);

/** Takes `.ejs` and `.part` off the end, each once and in any order; a second `.ejs` belongs to the name. */
const withoutSuffixes = (name: string): { name: string; rendered: boolean; part: boolean } => {
  const found = { name, rendered: false, part: false };
  for (;;) {
    if (!found.rendered && found.name.endsWith('.ejs')) {
      found.rendered = true;
      found.name = found.name.slice(0, -'.ejs'.length);
    } else if (!found.part && found.name.endsWith('.part')) {
      found.part = true;
      found.name = found.name.slice(0, -'.part'.length);
    } else return found;
  }
};

/**
 * Reads what a path in a template's `files/` says: folders that start with `@` are conditions and vanish,
 * `dot-` becomes `.`, `.ejs` and `.part` tell how the file is made.
 * @throws Fault for a condition that is not one, or a file named like one
 */
export const readTemplatePath = (path: string): TemplatePath => {
  const all = path.split('/');
  const last = all.pop()!;
  if (last.startsWith('@')) throw new Fault('only a folder can be a condition', undefined, shown(last));
  const folders = all.filter((part) => !part.startsWith('@'));
  const { name, rendered, part } = withoutSuffixes(last);
  return {
    parts: [...folders, name].map(unDot),
    conditions: all.filter((folder) => folder.startsWith('@')).map(conditionOf),
    rendered,
    part,
  };
};
