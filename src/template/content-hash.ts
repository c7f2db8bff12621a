import { createHash } from 'node:crypto';
import { isShebang } from './is-shebang';
import type { TemplateFile } from './template';

const MANIFEST = 'template.yaml';
const FILES = 'files/';

/**
 * What a template is known by: its manifest and everything in `files/`, whatever it was fetched from.
 * @param files with paths relative to the template's folder
 * @returns `sha256-<hex>`, over one line per file: the hash of its bytes, whether it runs, its path
 */
export const contentHash = (files: readonly TemplateFile[]): string => {
  const lines = files
    .filter(({ path }) => path === MANIFEST || path.startsWith(FILES))
    .map(({ path, content, executable }) => {
      const bytes = createHash('sha256').update(content).digest('hex');
      return { path: Buffer.from(path), line: `${bytes} ${executable || isShebang(content) ? 'x' : '-'} ${path}\0` };
    })
    .sort((one, other) => Buffer.compare(one.path, other.path));
  const whole = createHash('sha256').update('create-flask-container template 1\0');
  for (const { line } of lines) whole.update(line);
  return `sha256-${whole.digest('hex')}`;
};
