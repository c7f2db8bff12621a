import type { Value, Values } from '../../options/option';
import type { Scope } from '../../project/scope';
import { newBudget } from '../language/budget';
import { evaluate, holds } from '../language/evaluate';
import type { Expression } from '../language/expression';
import { Fault } from '../language/fault';
import { judge } from '../language/judge-expression';
import { NO_PINS } from '../template';

/** Parses an expression. Needs a JavaScript parser, and is therefore handed over by who loads one. */
export type ConditionParser = (
  text: string,
) =>
  | { readonly expression: Expression }
  | { readonly reason: string; readonly construct?: string; readonly fix?: string };

/**
 * Judges the condition of a question.
 * @param scope the built-in answers of some run, and the questions before this one
 * @returns why it can never be decided, or nothing
 */
export const flawOfCondition = (expression: Expression, scope: Scope): Fault | undefined => {
  try {
    judge(expression, { scope, pins: NO_PINS, loops: new Map() });
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
};

/**
 * @returns whether a condition holds beside the answers so far. Where an answer is still missing it does:
 *   the missing one is told of, or asked for, first.
 */
export const conditionHolds = (expression: Expression, values: Values): boolean => {
  try {
    const value: Value = evaluate(expression, {
      scope: { values },
      pins: NO_PINS,
      budget: newBudget(),
      loops: new Map(),
    });
    return holds(value);
  } catch (error) {
    if (error instanceof Fault) return true;
    throw error;
  }
};
