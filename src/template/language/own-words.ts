import type { Expression } from './expression';

/** @returns whether an expression gives one of the template's own words, whatever the answers are. */
export const isOwn = (expression: Expression): boolean => {
  switch (expression.kind) {
    case 'literal':
      return true;
    case 'choose':
      return isOwn(expression.yes) && isOwn(expression.no);
    case 'and':
    case 'or':
      return isOwn(expression.left) && isOwn(expression.right);
    case 'call':
      return expression.name === 'pin' || expression.name === 'pinned';
    default:
      return false;
  }
};
