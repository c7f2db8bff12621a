import { type Problem, Stop } from '../errors';
import { compileFile } from './compile-file';
import { Fault, problemOf } from './fault';
import { languageOf } from './language';
import { beyondLimits } from './limits';
import type { CompiledFile, CompiledTemplate, Template, TemplateFile } from './template';
import { readTemplatePath } from './template-path';

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

const compiled = (file: TemplateFile): CompiledFile => {
  const { parts, rendered } = readTemplatePath(file.path);
  if (!rendered) return file;
  return { ...file, content: NOTHING, program: compileFile(textOf(file.content), languageOf(parts.join('/'))) };
};

/**
 * Compiles every file that is to be rendered. Nothing is evaluated. Needs a JavaScript parser, and is
 * therefore loaded only for templates that were not compiled before.
 * @throws Stop `data` with a problem for each file that breaks a rule, or for the limits that the template exceeds
 */
export const compileTemplate = (template: Template): CompiledTemplate => {
  const beyond = beyondLimits(template.files);
  if (beyond.length > 0) throw new Stop('data', beyond);
  const problems: Problem[] = [];
  const files = template.files.flatMap((file) => {
    try {
      return [compiled(file)];
    } catch (error) {
      problems.push(problemOf(error, file.path));
      return [];
    }
  });
  if (problems.length > 0) throw new Stop('data', problems);
  return { ...template, files };
};
