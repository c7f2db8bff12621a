import type { YamlUse } from '../yaml/limits';
import { readYaml, type YamlAnswer, type YamlReader } from '../yaml/read-yaml';
import { apart, type Job, SHORT, TooMuch } from './apart';
import type { World } from './world';

export const YAML_JOB: Job<{ readonly text: string; readonly use: YamlUse }, YamlAnswer> = {
  name: 'yaml',
  mostTime: 15_000,
  run: ({ text, use }) => readYaml(text, use),
};

/** @returns a reader that a signal ends at any moment, and that gives up on what takes too long. */
export const yamlReader =
  (world: Pick<World, 'home' | 'ending' | 'endedBy'>): YamlReader =>
  async (text, use) => {
    if (text.length <= SHORT) return readYaml(text, use);
    try {
      return await apart(YAML_JOB, { text, use }, world);
    } catch (error) {
      if (!(error instanceof TooMuch)) throw error;
      return { reason: error.message, at: { line: 1, column: 1 }, fix: 'shorten it', beyond: true };
    }
  };
