/** The languages whose literals can be written. `plain`: not known, only bare values. */
const LANGUAGES = [
  'yaml',
  'compose',
  'workflow',
  'json',
  'toml',
  'python',
  'javascript',
  'dockerfile',
  'makefile',
  'shell',
  'dotenv',
  'ini',
  'markdown',
  'html',
  'text',
  'plain',
] as const;

export type Language = (typeof LANGUAGES)[number];

/** First match wins; judged on the path in lower case. */
const RULES: readonly (readonly [RegExp, Language])[] = [
  [/^\.github\/.*\.ya?ml$/, 'workflow'],
  [/(^|\/)(docker-)?compose[^/]*\.ya?ml$/, 'compose'],
  [/\.ya?ml$/, 'yaml'],
  [/\.(json|webmanifest)$/, 'json'],
  [/(\.toml|(^|\/)(uv|poetry|pdm)\.lock)$/, 'toml'],
  [/\.pyi?$/, 'python'],
  [/\.(c|m)?(j|t)s$/, 'javascript'],
  [/(^|\/)((docker|container)file(\.[^/]*)?|[^/]+\.(docker|container)file)$/, 'dockerfile'],
  [/(^|\/)((gnu)?makefile|[^/]+\.mk)$/, 'makefile'],
  [/\.(sh|bash)$/, 'shell'],
  [/(^|\/)(\.env(\.[^/]*)?|[^/]+\.env)$/, 'dotenv'],
  [/\.(ini|cfg)$/, 'ini'],
  [/\.(md|markdown)$/, 'markdown'],
  [/\.(html?|jinja2?|j2|svg|xml)$/, 'html'],
  // A list of packages, one a line: a text there could be a second line.
  [/(^|\/)[^/]*(requirements|constraints)[^/]*\.txt$/, 'plain'],
  [/\.txt$/, 'text'],
  [/(^|\/)(licen[cs]e|notice|copying|authors)$/, 'text'],
];

/**
 * @param path of the file in the new repository
 * @returns the language whose literals `<%= %>` writes there
 */
export const languageOf = (path: string): Language => {
  const folded = path.toLowerCase();
  return RULES.find(([pattern]) => pattern.test(folded))?.[1] ?? 'plain';
};
