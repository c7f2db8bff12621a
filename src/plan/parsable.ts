import type { PlannedFile } from './planned-file';

/** @returns why a file is not what its name says it is, or nothing; only YAML and JSON are read. */
export const parseFault = async ({ path, content }: PlannedFile): Promise<string | undefined> => {
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
  const { parseAllDocuments } = await import('yaml');
  const documents = parseAllDocuments(text);
  return [...documents].flatMap(({ errors }) => errors)[0]?.message.split('\n')[0];
};
