import { Stop } from '../errors';
import { apart, type Job, SHORT, TooMuch } from '../machine/apart';
import type { World } from '../machine/world';
import type { Compilation } from '../template/language/compile-template';
import type { Template, TemplateFile } from '../template/template';
import { beyondLimits } from '../template/template';
import { readTemplatePath } from '../template/template-path';

const isRendered = ({ path }: TemplateFile): boolean => {
  try {
    return readTemplatePath(path).rendered;
  } catch {
    // Told with its file when that is compiled.
    return true;
  }
};

export const COMPILE_JOB: Job<Template, Compilation> = {
  name: 'compile',
  mostTime: 120_000,
  run: async (template) => (await import('../template/language/compile-template')).compileTemplate(template),
};

/** Every character of a file that is rendered is looked at, to know where a value stands: a signal ends it. */
const elsewhere = async (template: Template, world: World): Promise<Compilation> => {
  const { template: made, problems } = await apart(
    COMPILE_JOB,
    { ...template, files: template.files.filter(isRendered) },
    world,
  );
  const compiled = new Map(made.files.map((file) => [file.path, file]));
  const files = template.files.flatMap((file) => (isRendered(file) ? (compiled.get(file.path) ?? []) : [file]));
  return { template: { ...made, files }, problems };
};

/**
 * Compiles the files of a stranger's template.
 * @throws Stop(data) where that takes too long, and where the run is told to end
 */
export const compileApart = async (template: Template, world: World): Promise<Compilation> => {
  const rendered = template.files.filter(isRendered).reduce((sum, { content }) => sum + content.length, 0);
  const { compileTemplate } = await import('../template/language/compile-template');
  if (rendered <= SHORT || beyondLimits(template.files).length > 0) return compileTemplate(template);
  try {
    return await elsewhere(template, world);
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    const message = `the template: ${error.message}: ${rendered} bytes in its files are rendered`;
    throw new Stop('data', [
      { code: 'template', message, fix: 'take .ejs off the names of files that write no answer' },
    ]);
  }
};
