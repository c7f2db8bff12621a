import { MANIFEST_FILE } from '../template/manifest/manifest';
import { LIMITS } from '../template/template';
import { shown } from '../text/shown';
import { badTemplate } from './fetch-failure';

/** What belongs to a template, in whatever it comes: the rest of a repository is not looked at. */
export const TEMPLATE_AREA = [MANIFEST_FILE, 'files', 'examples'] as const;

/** The most levels a path may have, before `@` folders vanish from it. */
const LEVELS = 64;

/** @returns whether a path (with `/`) is part of a template. */
export const isInArea = (path: string): boolean => {
  const first = path.split('/')[0]!;
  return (TEMPLATE_AREA as readonly string[]).includes(first);
};

/** Counts a tree while it is read, and stops at the first limit. */
export class Tally {
  private files = 0;
  private bytes = 0;
  private readonly seen = new Set<string>();

  /** @throws Stop(data) when one file more is too many, or has no plain path */
  add(path: string, size: number): void {
    this.files += 1;
    this.bytes += size;
    const parts = path.split('/');
    if (parts.some((part) => part === '' || part === '.' || part === '..') || path.includes('\0'))
      throw badTemplate(shown(path), 'the path leaves its folder or is not plain');
    if (parts.length > LEVELS) throw badTemplate(shown(path), `it has more than ${LEVELS} levels`);
    if (parts.some((part) => Buffer.byteLength(part) > 255))
      throw badTemplate(shown(path), 'a name has more than 255 bytes');
    if (this.seen.has(path)) throw badTemplate(shown(path), 'it is there twice');
    this.seen.add(path);
    if (this.files > LIMITS.files) throw badTemplate('the template', `it has more than ${LIMITS.files} files`);
    if (size > LIMITS.fileBytes) throw badTemplate(shown(path), `${size} bytes are more than ${LIMITS.fileBytes}`);
    if (this.bytes > LIMITS.totalBytes)
      throw badTemplate('the template', `it has more than ${LIMITS.totalBytes} bytes`);
  }
}

/** @throws Stop(data) for a source without a manifest */
export const needManifest = (paths: readonly string[]): void => {
  if (!paths.includes(MANIFEST_FILE))
    throw badTemplate(
      'the template',
      `it has no ${MANIFEST_FILE}`,
      `a template is a folder with ${MANIFEST_FILE} and files/; in a repository, #<commit>::<folder> names it`,
    );
};

/** @returns the end for what is no plain file. */
export const notPlain = (path: string, what: string): Error =>
  badTemplate(shown(path), `it is ${what}; a template holds plain files only`, 'put the file itself there');
