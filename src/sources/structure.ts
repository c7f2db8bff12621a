import { apart, type Job, SHORT, TooMuch } from '../machine/apart';
import type { World } from '../machine/world';
import { readStructure, type StructureAnswer, type StructureQuestion } from '../plan/structure/read-structure';

export const STRUCTURE_JOB: Job<StructureQuestion, StructureAnswer> = {
  name: 'structure',
  mostTime: 15_000,
  run: readStructure,
};

/** Reads a text as its language has it, where a signal ends it. */
export const structureIn = async (
  question: StructureQuestion,
  world: Pick<World, 'home' | 'ending' | 'endedBy'>,
): Promise<StructureAnswer> => {
  if (question.text.length <= SHORT) return readStructure(question);
  try {
    return await apart(STRUCTURE_JOB, question, world);
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return { fault: error.message };
  }
};
