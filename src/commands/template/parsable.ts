import type { PlannedFile } from '../../plan/planned-file';
import { readYaml, type YamlReader } from '../../yaml/read-yaml';

/**
 * @param read where the time is watched that reading YAML takes
 * @returns why a file is not what its name says it is, or nothing; only YAML and JSON are read
 */
export const parseFault = async (
  { path, content }: PlannedFile,
  read: YamlReader = readYaml,
): Promise<string | undefined> => {
  const text = Buffer.from(content).toString('utf8');
  if (/\.json$/.test(path) && !/(^|\/)(\.vscode|\.devcontainer)\/|(^|\/)(ts|js)config[^/]*\.json$/.test(path)) {
    try {
      JSON.parse(text);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }
  if (!/\.ya?ml$/.test(path)) return undefined;
  const answer = await read(text, 'made');
  if (!('reason' in answer)) return undefined;
  const { reason, at, beyond } = answer;
  return beyond ? reason : `${reason} at line ${at.line}, column ${at.column}`;
};
