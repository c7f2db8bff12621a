import type { CompiledFile } from '../template';
import { readTemplatePath } from '../template-path';
import type { Expression } from './expression';

/** @returns the expressions that an expression is made of. */
export const inside = (expression: Expression): readonly Expression[] => {
  switch (expression.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'not':
      return [expression.operand];
    case 'and':
    case 'or':
    case 'equal':
    case 'differs':
      return [expression.left, expression.right];
    case 'in':
      return [expression.item, expression.list];
    case 'choose':
      return [expression.test, expression.yes, expression.no];
    case 'length':
      return [expression.of];
    case 'call':
      return expression.given;
  }
};

/** @returns the names that an expression reads. */
export const namesIn = (expression: Expression): readonly string[] =>
  expression.kind === 'name' ? [expression.name] : inside(expression).flatMap(namesIn);

const namesInPath = (path: string): readonly string[] => {
  const { parts, conditions } = readTemplatePath(path);
  const filled = parts.flatMap((part) => [...part.matchAll(/\[([^\]]*)\]/g)].map(([, name]) => name!));
  return [...filled, ...conditions.map(({ name }) => name)];
};

/** @returns every name that the files of a template read: in their paths and in their code. */
export const usedNames = (files: readonly CompiledFile[]): ReadonlySet<string> =>
  new Set(
    files.flatMap(({ path, program }) => [
      ...namesInPath(path),
      ...(program?.slots ?? []).flatMap(({ expression }) => namesIn(expression)),
    ]),
  );
