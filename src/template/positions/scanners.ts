import type { Language } from '../language/language';
import { dockerfile } from './dockerfile';
import { html } from './html';
import { javascript } from './javascript';
import { json } from './json';
import { makefile } from './makefile';
import { markdown } from './markdown';
import { python } from './python';
import type { AnyScanner } from './scanner';
import { dotenv, ini } from './settings';
import { shell } from './shell';
import { toml } from './toml';
import { yaml } from './yaml';

/** A language without quotes, comments or code: a text stands anywhere. */
const text: AnyScanner = { start: {}, step: (state) => state, refuses: () => undefined, value: (state) => state };

const plain: AnyScanner = {
  ...text,
  refuses: () => 'the language of this file is not known, so only bare(x) can be written',
};

export const SCANNERS: Readonly<Record<Language, AnyScanner>> = {
  yaml: yaml('yaml'),
  compose: yaml('compose'),
  workflow: yaml('workflow'),
  json,
  toml,
  python,
  javascript,
  dockerfile,
  makefile,
  shell,
  dotenv,
  ini,
  markdown,
  html,
  text,
  plain,
};

/** What a literal looks like where it may stand, for the last line of a refusal. */
export const EXAMPLES: Readonly<Record<Language, string>> = {
  yaml: 'key: <%= x %>',
  compose: 'key: <%= x %>',
  workflow: 'NAME: <%= x %> below env:, and "$NAME" in the script',
  json: '"key": <%= x %>',
  toml: 'key = <%= x %>',
  python: 'NAME = <%= x %>',
  javascript: 'const name = <%= x %>;',
  dockerfile: 'LABEL key=<%= x %>',
  makefile: 'echo <%= x %> in a recipe',
  shell: 'name=<%= x %>, and "$name" where it is used',
  dotenv: 'NAME=<%= x %>',
  ini: 'key = <%= x %>',
  markdown: 'plain text, without quotes round it',
  html: '<p title="<%= x %>"><%= x %></p>',
  text: '<%= x %>',
  plain: '<%= bare(x) %>',
};
