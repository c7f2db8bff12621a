import type { Language } from '../../template/language/language';
import type { Structure } from './structure';

/** What a reader of a language makes of a text, or why it makes nothing of it; neither where none knows the language. */
export interface StructureAnswer {
  readonly structure?: Structure;
  readonly fault?: string;
}

export interface StructureQuestion {
  readonly language: Language;
  readonly text: string;
}

/** Reads a text in this thread; sources/structure.ts says where. */
export const readStructure = async ({ language, text }: StructureQuestion): Promise<StructureAnswer> => {
  const { structureReader } = await import('./structure.chunk');
  const read = await structureReader();
  try {
    const structure = read(language, text);
    return structure === undefined ? {} : { structure };
  } catch (error) {
    return { fault: String((error as Error).message).split('\n')[0]! };
  }
};
