import type { Problem } from '../errors';
import type { Scope } from '../project/scope';
import { Fault } from '../template/language/fault';
import type { CompiledFile, CompiledTemplate } from '../template/template';
import { readTemplatePath } from '../template/template-path';
import { shown } from '../text/shown';
import { place } from './place';

/** What a team's template does to the built-in one. */
export interface Overlay {
  readonly template: CompiledTemplate;
  /** Resulting paths, or folders of them; `[packageName]` may stand in them as it does in the built-in files. */
  readonly remove: readonly string[];
}

/** The path that a file of the built-in template results in, before the answers are known. */
const plainPath = (path: string): string => readTemplatePath(path).parts.join('/');

const covers = (removed: string, path: string): boolean => {
  const plain = removed.replace(/\/$/, '');
  return path === plain || path.startsWith(`${plain}/`);
};

const placed = (file: CompiledFile, scope: Scope): { readonly path: string; readonly whole: boolean } | undefined => {
  try {
    const { path, applies, part } = place(file.path, scope);
    return applies ? { path, whole: !part } : undefined;
  } catch (error) {
    // plan() judges every file again and tells.
    if (error instanceof Fault) return undefined;
    throw error;
  }
};

/** @returns the files of a template by the path that they result in, under these answers. */
export const makersOf = (template: CompiledTemplate, scope: Scope): ReadonlyMap<string, readonly CompiledFile[]> => {
  const makers = new Map<string, readonly CompiledFile[]>();
  for (const file of template.files) {
    const there = placed(file, scope);
    if (there) makers.set(there.path, [...(makers.get(there.path) ?? []), file]);
  }
  return makers;
};

/** @returns the resulting paths of the files of a template that apply under these answers. */
export const pathsOf = (template: CompiledTemplate, scope: Scope): ReadonlySet<string> =>
  new Set(makersOf(template, scope).keys());

/** @returns where each file of a template goes that applies under these answers, by its path in the template. */
export const pathsByFile = (template: CompiledTemplate, scope: Scope): ReadonlyMap<string, string> =>
  new Map(
    template.files.flatMap((file) => {
      const there = placed(file, scope);
      return there?.whole ? [[file.path, there.path] as const] : [];
    }),
  );

/**
 * Lays a team's template over the built-in one: its files take the place of those with the same resulting
 * path under these answers, and what `remove` names is left out.
 */
export const overlay = (base: CompiledTemplate, { template, remove }: Overlay, scope: Scope): CompiledTemplate => {
  const replaced = new Set(
    template.files
      .flatMap((file) => placed(file, scope) ?? [])
      .filter(({ whole }) => whole)
      .map(({ path }) => path),
  );
  const kept = base.files.filter((file) => {
    if (remove.some((path) => covers(path, plainPath(file.path)))) return false;
    const there = placed(file, scope);
    return there === undefined || !replaced.has(there.path);
  });
  return { ...base, ...template, files: [...kept, ...template.files] };
};

/**
 * @param placeOf where an item of `remove` stands in the manifest
 * @returns a problem for each path under `remove` that names no built-in file
 */
export const removeProblems = (
  base: CompiledTemplate,
  remove: readonly string[],
  placeOf: (path: readonly (string | number)[]) => string,
): readonly Problem[] =>
  remove
    .map((path, index) => ({ path, where: placeOf(['remove', index]) }))
    .filter(({ path }) => !base.files.some((file) => covers(path, plainPath(file.path))))
    .map(({ path, where }) => ({
      code: 'template',
      message: `${where}: remove: the built-in template has no file "${shown(path)}"`,
      flag: where,
      value: shown(path),
      fix: 'write the path as it is in a new repository, or take it out',
    }));
