import type { Linked } from './elf';
import { flatten, type ImageFile, type Layer, nameOf, parentOf } from './layers';

/** Which shared objects of an image do not find their libraries, as the loaders of glibc and musl look for them: ld.so(8). */

/** A library that is nowhere where it would be looked for. */
export interface Missing {
  /** The object that needs it, absolute. */
  readonly by: string;
  readonly library: string;
  /** A file of that name that lies elsewhere in the image. */
  readonly elsewhere?: string;
}

interface Objects {
  /** Every path of the image, without the slash in front. */
  readonly files: ReadonlyMap<string, ImageFile>;
  /** The objects that a container sees, by path. */
  readonly linked: ReadonlyMap<string, Linked>;
  /** Folders that are searched for every object. */
  readonly everywhere: readonly string[];
  /** Names that the cache of ldconfig has, with where they lie. */
  readonly cached: ReadonlyMap<string, readonly string[]>;
}

/** Built into the loaders; of Debian's the folders by machine as well. */
const BUILT_IN = ['lib', 'usr/lib', 'lib64', 'usr/lib64', 'usr/local/lib'] as const;
const OF_MACHINE = /^(usr\/)?lib\/[a-z0-9_]+-linux-(gnu|musl)\w*$/;

/** What the driver of a graphics card brings from the host when the container starts. */
const OF_THE_HOST = /^lib(cuda|nvidia-[a-z-]+|nvcuvid|nvoptix)\.so\.\d+$/;
/** In the kernel, and the loaders themselves. */
const ALWAYS = /^(linux-vdso|linux-gate|ld-linux[-\w]*|ld-musl-\w+|ld64|libc\.musl-\w+)\.so(\.\d+)?$/;

const plain = (path: string): string => path.replace(/^\/+/, '').replace(/\/+$/, '');

/** As the kernel takes `a/../b`. */
const normal = (path: string): string => {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
};

const MOST_LINKS = 40;

/** @returns where a path leads, every link on the way followed; undefined where it leads to nothing. */
const real = (files: Objects['files'], path: string): string | undefined => {
  let rest = normal(path).split('/');
  let done: string[] = [];
  for (let links = 0; rest.length > 0; ) {
    const here = [...done, rest[0]!].join('/');
    const file = files.get(here);
    rest = rest.slice(1);
    if (file?.kind !== 'symlink') {
      if (file === undefined && rest.length === 0) return undefined;
      done = here.split('/');
      continue;
    }
    links += 1;
    if (links > MOST_LINKS) return undefined;
    const to = file.target.startsWith('/') ? file.target : `${done.join('/')}/${file.target}`;
    rest = [...normal(to).split('/'), ...rest];
    done = [];
  }
  return done.join('/');
};

const expanded = (folder: string, origin: string): string =>
  plain(normal(folder.replace(/\$(\{ORIGIN\}|ORIGIN)/g, `/${origin}`)));

/** @returns whether a library of that name, fit for the object, is what a path leads to. */
const fits = ({ files, linked }: Objects, path: string, by: Linked): boolean => {
  const end = real(files, path);
  if (end === undefined || files.get(end)?.kind === 'folder') return false;
  const found = linked.get(end);
  // What could not be read as an object is believed.
  return found === undefined || (found.machine === by.machine && found.bits === by.bits);
};

const searched = (objects: Objects, path: string, by: Linked): readonly string[] => {
  const origins = [parentOf(path), parentOf(real(objects.files, path) ?? path)];
  const own = by.runpath.length > 0 ? by.runpath : by.rpath;
  return [...own.flatMap((folder) => origins.map((origin) => expanded(folder, origin))), ...objects.everywhere];
};

/** What comes with a package of Python lies below one folder, or beside it in one that is called so. */
const packageOf = (path: string): string | undefined =>
  /^(.*\/(?:site|dist)-packages\/[^/]+?)(?:\.libs)?\//.exec(path)?.[1];

const isFound = (objects: Objects, path: string, by: Linked, library: string): boolean => {
  if (ALWAYS.test(library) || OF_THE_HOST.test(library)) return true;
  if (library.includes('/')) return fits(objects, plain(library), by);
  if ((objects.cached.get(library) ?? []).some((there) => fits(objects, there, by))) return true;
  return searched(objects, path, by).some((folder) => fits(objects, `${folder}/${library}`, by));
};

/** Loaded by the package itself before it is needed: such as what one wheel brings for its own modules. */
const isBrought = (path: string, library: string, elsewhere: readonly string[]): boolean => {
  const own = packageOf(path);
  return own !== undefined && elsewhere.some((there) => packageOf(there) === own && nameOf(there) === library);
};

/** Strings of ld.so.cache that are paths: ldconfig(8) writes each library's name and where it lies. */
const cachedPaths = (cache: string): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const [path] of cache.matchAll(/\/[^\0]+/g)) {
    const name = nameOf(path);
    found.set(name, [...(found.get(name) ?? []), plain(path)]);
  }
  return found;
};

const objectsOf = (layers: readonly Layer[], libraryPath: string): Objects => {
  const { files } = flatten(layers);
  const linked = new Map<string, Linked>();
  const texts = new Map<string, string>();
  for (const [index, { objects = [], loader = [] }] of layers.entries()) {
    for (const { path, facts } of objects) if (files.get(path)?.layer === index) linked.set(path, facts);
    for (const { path, text } of loader) if (files.get(path)?.layer === index) texts.set(path, text);
  }
  const named = libraryPath.split(':').filter((part) => part !== '');
  const musl = [...texts].flatMap(([path, text]) => (/ld-musl-\w+\.path$/.test(path) ? text.split(/[:\n]/) : []));
  const ofMachine = [...files.keys()].filter((path) => OF_MACHINE.test(path));
  return {
    files,
    linked,
    everywhere: [...named, ...musl].map(plain).concat(BUILT_IN, ofMachine),
    cached: cachedPaths(texts.get('etc/ld.so.cache') ?? ''),
  };
};

/**
 * @param base how many layers are the base image's: what is broken there is not this repository's
 * @param libraryPath LD_LIBRARY_PATH of the image
 * @returns the libraries that objects beyond the base do not find, and how many objects were looked at
 */
export const missingLibraries = (
  layers: readonly Layer[],
  base: number,
  libraryPath: string,
): { readonly missing: readonly Missing[]; readonly looked: number } => {
  const objects = objectsOf(layers, libraryPath);
  const byName = new Map<string, string[]>();
  for (const path of objects.files.keys()) byName.set(nameOf(path), [...(byName.get(nameOf(path)) ?? []), path]);
  const own = [...objects.linked].filter(([path]) => (objects.files.get(path)?.layer ?? 0) >= base);
  const missing = own.flatMap(([path, facts]) =>
    [...facts.needed, ...(facts.interpreter === undefined ? [] : [facts.interpreter])].flatMap((library): Missing[] => {
      const elsewhere = byName.get(nameOf(library)) ?? [];
      const isProgramsOwn = library === facts.interpreter;
      const found = isProgramsOwn
        ? real(objects.files, plain(library)) !== undefined
        : isFound(objects, path, facts, library) || isBrought(path, library, elsewhere);
      return found ? [] : [{ by: `/${path}`, library, ...(elsewhere[0] ? { elsewhere: `/${elsewhere[0]}` } : {}) }];
    }),
  );
  return { missing, looked: own.length };
};
