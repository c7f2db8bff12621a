/** One dependency, as its author names it. */
export interface Dependency {
  /** As PEP 503 normalises it. */
  readonly name: string;
  readonly extras: readonly string[];
  /** `==3.0.3`, as written; empty where none is said. */
  readonly version: string;
  readonly from: string;
}

/** @returns a distribution's name as the index compares it. */
export const normalised = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

const REQUIREMENT = /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[([^\]]*)\])?\s*(?:@\s*\S+)?\s*([^;#]*)/;

/** @returns what a requirement of PEP 508 says; undefined where it names none. */
export const requirementOf = (text: string, from: string): Dependency | undefined => {
  const [, name, extras = '', version = ''] = REQUIREMENT.exec(text) ?? [];
  if (name === undefined) return undefined;
  const plain = version.replace(/\s--.*$/, '').replace(/[()\s]/g, '');
  return {
    name: normalised(name),
    extras: extras
      .split(',')
      .map((extra) => normalised(extra.trim()))
      .filter((extra) => extra !== ''),
    version: plain,
    from,
  };
};

/** What stands in a file of requirements that names no package of an index. */
const ADDRESS = /(?:^-e\s+|^)(?:git\+|https?:|file:|ssh:|\.{0,2}\/)\S*?(?:#egg=([\w.-]+))?$/;

/** @returns the requirements of a line in pip's format, and the files that it names. */
export const requirementLine = (
  line: string,
  from: string,
): { readonly dependency?: Dependency; readonly file?: string; readonly hasHash: boolean } => {
  const text = line.replace(/(?:^|\s)#.*$/, '').trim();
  const hasHash = text.includes('--hash=');
  const [, file] = /^(?:-r|--requirement)[\s=]*(\S+)$/.exec(text) ?? [];
  if (file !== undefined) return { file, hasHash };
  const address = ADDRESS.exec(text);
  if (address)
    return address[1] === undefined ? { hasHash } : { dependency: requirementOf(address[1], from)!, hasHash };
  if (text === '' || text.startsWith('-')) return { hasHash };
  const dependency = requirementOf(text, from);
  return dependency ? { dependency, hasHash } : { hasHash };
};
