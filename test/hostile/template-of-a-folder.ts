/** The smallest template that passes its check. */
export const FOLDER_TEMPLATE: Readonly<Record<string, string>> = {
  'template.yaml': 'format: 1\nname: small\nsummary: Small\nextends: none\n',
  'files/notes.txt': 'notes\n',
};
