import { readYaml, type YamlReader } from '../yaml/read-yaml';
import { apart, SHORT, TooMuch } from './apart';
import type { World } from './world';

/** @returns a reader that a signal ends at any moment, and that gives up on what takes too long. */
export const yamlReader =
  (world: Pick<World, 'home' | 'ending' | 'endedBy'>): YamlReader =>
  async (text, use) => {
    if (text.length <= SHORT) return readYaml(text, use);
    try {
      return await apart('yaml', { text, use }, world);
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error;
      return { reason: error.message, at: { line: 1, column: 1 }, fix: 'shorten it', beyond: true };
    }
  };
