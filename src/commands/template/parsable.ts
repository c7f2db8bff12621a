import type { PlannedFile } from '../../plan/plan';
import { placesIn } from '../../template/language/ejs-tags';
import type { Place } from '../../text/place';
import { readYaml, type YamlReader } from '../../yaml/read-yaml';

/** Why a file cannot be read, and where. */
export interface ParseFault {
  readonly reason: string;
  readonly at?: Place;
}

/** V8 names a position, or the end of the text, or neither. */
const jsonFault = (text: string, reason: string): ParseFault => {
  const position = /at position (\d+)/.exec(reason)?.[1];
  const end = /Unexpected end/.test(reason) ? text.trimEnd().length : undefined;
  const offset = position === undefined ? end : Number(position);
  const words = reason.replace(/ at position \d+.*$/s, '').replace(/ in JSON$/, '');
  return offset === undefined ? { reason } : { reason: words, at: placesIn(text)(offset) };
};

/**
 * @param read where the time is watched that reading YAML takes
 * @returns why a file is not what its name says it is, or nothing; only YAML and JSON are read
 */
export const parseFault = async (
  { path, content }: PlannedFile,
  read: YamlReader = readYaml,
): Promise<ParseFault | undefined> => {
  const text = Buffer.from(content).toString('utf8');
  if (/\.json$/.test(path) && !/(^|\/)(\.vscode|\.devcontainer)\/|(^|\/)(ts|js)config[^/]*\.json$/.test(path)) {
    try {
      JSON.parse(text);
      return undefined;
    } catch (error) {
      return jsonFault(text, (error as Error).message);
    }
  }
  if (!/\.ya?ml$/.test(path)) return undefined;
  const answer = await read(text, 'made');
  if (!('reason' in answer)) return undefined;
  const { reason, at, beyond } = answer;
  return beyond ? { reason } : { reason, at };
};
