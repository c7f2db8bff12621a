import { posix } from 'node:path';
import { at, type Findings, fact } from './fact';
import type { Looked } from './looked';
import type { PythonModule } from './python-module';
import { folderOf } from './source-tree';

const UPLOADS = /(?:UPLOAD|MEDIA|EXPORT|DATA|STORAGE|DOWNLOAD|LOG|CACHE)\w*_?(?:FOLDER|DIR|PATH|DEST)$/;
const MAKERS = /^(?:os\.)?makedirs$|^os\.mkdir$/;

/** A folder within the image, from the source; undefined for one elsewhere. */
const folderFor = (path: string, isFile: boolean): string | undefined => {
  const plain = posix.normalize(path.replace(/^\.\//, ''));
  if (plain.startsWith('/') || plain.startsWith('..') || /[{%$~]/.test(plain)) return undefined;
  const folder = isFile ? folderOf(plain) : plain.replace(/\/$/, '');
  return folder === '' || folder === '.' ? '.' : folder;
};

const writesOf = (
  module: PythonModule,
  hasSqlAlchemy: boolean,
): readonly { readonly folder: string; readonly line: number }[] => {
  const { python } = module;
  const found: { readonly folder: string; readonly line: number }[] = [];
  const take = (folder: string | undefined, line: number): void => {
    if (folder !== undefined) found.push({ folder, line });
  };
  for (const { node } of module.strings) {
    const text = python.literal(node) ?? '';
    const [, database] = /^sqlite(?:\+\w+)?:\/\/\/([^?]+)/.exec(text) ?? [];
    // Flask-SQLAlchemy 3 takes a relative path from the instance folder.
    if (database !== undefined && database !== ':memory:')
      take(hasSqlAlchemy && !database.startsWith('/') ? 'instance' : folderFor(database, true), python.lineOf(node));
  }
  for (const { node } of module.calls) {
    const callee = python.callee(node) ?? '';
    const text = python.literal(python.arguments(node).positional[0]);
    if (text === undefined || text === ':memory:') continue;
    if (/(?:^|\.)sqlite3\.connect$/.test(callee)) take(folderFor(text, true), python.lineOf(node));
    if (MAKERS.test(callee)) take(folderFor(text, false), python.lineOf(node));
  }
  for (const { names, value, node } of module.assignments) {
    const key =
      names.map((name) => name.split('.').at(-1)!).find((name) => UPLOADS.test(name)) ?? configKey(python.of(node));
    const text = key === undefined ? undefined : python.literal(value);
    if (text !== undefined && text !== '') take(folderFor(text, false), python.lineOf(node));
  }
  for (const { node } of module.subscripts)
    if (/\.instance_path$/.test(python.dotted(node) ?? '')) take('instance', python.lineOf(node));
  if (/\binstance_path\b|instance_relative_config\s*=\s*True/.test(python.text))
    take(
      'instance',
      1 + python.text.slice(0, python.text.search(/instance_path|instance_relative_config/)).split('\n').length - 1,
    );
  return found;
};

const configKey = (statement: string): string | undefined => {
  const [, key] = /^[\w.]+\[\s*["'](\w+)["']\s*\]\s*=/.exec(statement) ?? [];
  return key !== undefined && UPLOADS.test(key) ? key : undefined;
};

/** Names the folders that the app writes to, from the folder that Python starts from. */
export const findWrites = async ({ tree, dependencies }: Looked): Promise<Findings> => {
  const hasSqlAlchemy = dependencies.direct.some(({ name }) => name === 'flask-sqlalchemy');
  const found = new Map<string, string>();
  for (const module of await tree.modules())
    for (const { folder, line } of writesOf(module, hasSqlAlchemy))
      if (!found.has(folder)) found.set(folder, at(module.path, line));
  return { facts: [...found].map(([folder, from]) => fact('writes', folder, from, 'write')), problems: [], notes: [] };
};
