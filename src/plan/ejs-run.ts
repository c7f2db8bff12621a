import ejs from 'ejs';
import { provePrinted } from '../template/language/printed-tags';
import type { Program, Tags } from '../template/language/program';

const OPTIONS = {
  localsName: 'it',
  _with: false,
  strict: true,
  client: false,
  async: false,
  cache: false,
  compileDebug: false,
} as const;

/** As the engine has it: the texts of its delimiters, and what stands between them. */
type Template = ejs.Template & { parseTemplateText: () => readonly string[] };

type Run = (tags: Tags) => string;

/** Many plans are made of one template by `template check`: each program is compiled once. */
const compiled = new WeakMap<Program, Run>();

const compile = (program: Program): Run => {
  const template = new ejs.Template(program.ejs, OPTIONS as ejs.Options & { async: false }) as Template;
  const cut = template.parseTemplateText();
  provePrinted(cut, program);
  // What has been proved is what is compiled.
  template.parseTemplateText = () => cut;
  return template.compile() as Run;
};

/**
 * @returns the text of a program
 * @throws Error, before anything is compiled, where it holds more than printed tags
 */
export const runProgram = (program: Program, tags: Tags): string => {
  const run = compiled.get(program) ?? compile(program);
  compiled.set(program, run);
  return run(tags);
};
