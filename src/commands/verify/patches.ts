import { printable } from '../../text/printable';
import type { Check } from './contract';
import { patchOf } from './fixes/edit';

/** @returns the checks, each with its fix as a diff where files alone do it. */
export const withPatches = async (checks: readonly Check[]): Promise<readonly Check[]> => {
  if (!checks.some(({ edits = [] }) => edits.length > 0)) return checks;
  const { createTwoFilesPatch } = await import('diff');
  return checks.map((check) => {
    const patch = patchOf(check.edits ?? [], createTwoFilesPatch);
    return patch === '' ? check : { ...check, patch };
  });
};

/**
 * What git and patch pass over, before the first file of a diff, tells what no diff does.
 * @returns all fixes as one diff; those that words alone say stand above it
 */
export const fixesText = async (checks: readonly Check[]): Promise<string> => {
  const { createTwoFilesPatch } = await import('diff');
  const alone = checks.flatMap(({ id, fix, patch }) =>
    fix === undefined || patch !== undefined ? [] : [`# ${id}, not by a diff: ${printable(fix)}\n`],
  );
  return `${alone.join('')}${patchOf(
    checks.flatMap(({ edits = [] }) => edits),
    createTwoFilesPatch,
  )}`;
};
