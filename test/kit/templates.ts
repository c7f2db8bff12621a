import { Stop } from '../../src/errors';
import type { PlannedFile } from '../../src/plan/plan';
import { plan } from '../../src/plan/plan';
import type { Scope } from '../../src/project/scope';
import { compileTemplate } from '../../src/template/language/compile-template';
import { type CompiledTemplate, NO_PINS, type Pins } from '../../src/template/template';

/** Templates in memory: path in `files/` to text or bytes. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** @throws Stop where the template breaks a rule of its format */
export const compiled = (files: Files, pins: Pins = NO_PINS): CompiledTemplate => {
  const { template, problems } = compileTemplate({
    manifest: { format: 1, name: 'test' },
    pins,
    files: Object.entries(files).map(([path, text]) => ({
      path,
      content: typeof text === 'string' ? Buffer.from(text) : text,
      executable: false,
    })),
  });
  if (problems.length > 0) throw new Stop('data', problems);
  return template;
};

export const textOf = (file: PlannedFile | undefined): string => Buffer.from(file!.content).toString();

/** @returns the messages with which a template is refused; fails when it is not. */
export const refusal = (files: Files, scope: Scope, pins?: Pins): readonly string[] => {
  try {
    plan(compiled(files, pins), scope);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    expect(error.outcome).toBe('data');
    for (const { code } of error.problems) expect(code).toBe('template');
    return error.problems.map(({ message }) => message);
  }
  throw new Error(`not refused: ${JSON.stringify(files)}`);
};
