import { readStructure, type StructureAnswer, type StructureQuestion } from './read-structure';
import { apart, SHORT, TooMuch } from '../../machine/apart';
import type { World } from '../../machine/world';

/** Reads a text as its language has it, where a signal ends it. */
export const structureIn = async (
  question: StructureQuestion,
  world: Pick<World, 'home' | 'ending' | 'endedBy'>,
): Promise<StructureAnswer> => {
  if (question.text.length <= SHORT) return readStructure(question);
  try {
    return await apart('structure', question, world);
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return { fault: error.message };
  }
};
