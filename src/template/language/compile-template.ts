import type { Problem } from '../../errors';
import { Effort } from '../positions/judge-positions';
import type { Layout } from '../positions/layout';
import { precedingOf } from '../positions/preceding';
import type { CompiledFile, CompiledTemplate, Template, TemplateFile } from '../template';
import { beyondLimits, LIMITS } from '../template';
import { readTemplatePath } from '../template-path';
import { compileFile, laidOut } from './compile-file';
import { Fault, Notes, problemOf } from './fault';
import { languageOf } from './language';

const NOTHING = new Uint8Array();

/** @returns the text of a file that is to be rendered, with `\n` line breaks. */
const textOf = (content: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content).replaceAll('\r\n', '\n');
  } catch {
    throw new Fault(
      'a file that is rendered must be UTF-8',
      undefined,
      undefined,
      'save it as UTF-8, or take .ejs off its name',
    );
  }
};

/** @returns a file's texts and tags, to be read before those of another; nothing where it cannot be read. */
const layoutOf = (file: TemplateFile): readonly Layout[] | undefined => {
  try {
    const { parts, rendered } = readTemplatePath(file.path);
    const text = textOf(file.content);
    if (!rendered) return [{ kind: 'text', text }];
    const notes = new Notes();
    const { layout } = laidOut(text, languageOf(parts.join('/')), notes);
    return notes.count > 0 ? undefined : layout;
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
};

const compiled = (file: TemplateFile, files: readonly TemplateFile[], effort: Effort, notes: Notes): CompiledFile => {
  const { parts, rendered } = readTemplatePath(file.path);
  if (!rendered) return file;
  const preceding = precedingOf(file, files, layoutOf);
  const program = compileFile(textOf(file.content), languageOf(parts.join('/')), notes, preceding, effort);
  return { ...file, content: NOTHING, program };
};

/** What compiling gave. With a problem, the template is to be judged further, and must not be planned. */
export interface Compilation {
  readonly template: CompiledTemplate;
  /** Each rule that a file breaks, or those of the limits that the template exceeds. */
  readonly problems: readonly Problem[];
}

/**
 * Compiles every file that is to be rendered. Nothing is evaluated. Needs a JavaScript parser, and is
 * therefore loaded only for templates that were not compiled before. It tells its problems instead of
 * throwing them: in a bundle of its own, its Stop would be another class.
 */
export const compileTemplate = (template: Template): Compilation => {
  const beyond = beyondLimits(template.files);
  if (beyond.length > 0) return { template: { ...template, files: [] }, problems: beyond };
  const problems: Problem[] = [];
  const effort = new Effort();
  const files = template.files.flatMap((file) => {
    const notes = new Notes();
    const made = notes.attempt(() => compiled(file, template.files, effort, notes));
    problems.push(...notes.faults.map((fault) => problemOf(fault, file)));
    return made ? [made] : [];
  });
  const tags = files.reduce((sum, { program }) => sum + (program?.slots.length ?? 0), 0);
  if (tags > LIMITS.totalTags) {
    problems.push({
      code: 'template',
      message: `the template has ${tags} values, conditions and loops, more than ${LIMITS.totalTags}`,
    });
  }
  return { template: { ...template, files }, problems };
};
