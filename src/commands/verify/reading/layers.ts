import type { Finding } from './credentials';
import type { Linked } from './elf';
import type { TarEntry } from './tar';

/** One layer of an image. */
export interface Layer {
  readonly digest: string;
  /** The instruction that made it, as the image's history has it. */
  readonly by: string;
  /** Unpacked bytes. */
  readonly bytes: number;
  readonly entries: readonly TarEntry[];
  readonly findings: readonly Finding[];
  /** Programs and shared objects, and what each asks the loader for. */
  readonly objects?: readonly { readonly path: string; readonly facts: Linked }[];
  /** What the loader itself reads. */
  readonly loader?: readonly { readonly path: string; readonly text: string }[];
  /** The paths in it that packages of others have brought, by their own lists. */
  readonly packaged?: ReadonlySet<string>;
}

/** A file as the container sees it, and the layer that it comes from. */
export interface ImageFile extends TarEntry {
  readonly layer: number;
}

/** @returns the path without leading `./` and `/`, and without a slash at the end. */
export const plainPath = (path: string): string => path.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** @returns the last part of a path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Bytes that stand in an earlier layer and that no container ever sees. */
interface Hidden {
  readonly path: string;
  readonly bytes: number;
  /** The layer that holds them, and the one that hides them. */
  readonly layer: number;
  readonly by: number;
}

export interface Flattened {
  readonly files: ReadonlyMap<string, ImageFile>;
  readonly hidden: readonly Hidden[];
}

/**
 * Lays the layers on each other as the OCI image specification says (image-spec, "layer.md"): a
 * later path hides an earlier one, `.wh.x` removes x, `.wh..wh..opq` empties its folder.
 */
export const flatten = (layers: readonly Pick<Layer, 'entries'>[]): Flattened => {
  const files = new Map<string, ImageFile>();
  const hidden: Hidden[] = [];
  const hide = (path: string, by: number): void => {
    const file = files.get(path);
    if (!file || file.layer === by) return;
    files.delete(path);
    if (file.kind === 'file' && file.size > 0) hidden.push({ path, bytes: file.size, layer: file.layer, by });
  };
  const hideBelow = (folder: string, by: number): void => {
    for (const path of [...files.keys()]) if (folder === '' || path.startsWith(`${folder}/`)) hide(path, by);
  };
  layers.forEach(({ entries }, layer) => {
    for (const entry of entries) {
      const path = plainPath(entry.path);
      const name = nameOf(path);
      if (name === OPAQUE) hideBelow(parentOf(path), layer);
      else if (name.startsWith(WHITEOUT)) {
        const gone = [parentOf(path), name.slice(WHITEOUT.length)].filter((part) => part !== '').join('/');
        hideBelow(gone, layer);
        hide(gone, layer);
      } else {
        if (entry.kind !== 'folder' && files.get(path)?.kind === 'folder') hideBelow(path, layer);
        hide(path, layer);
        files.set(path, { ...entry, path, layer });
      }
    }
  });
  return { files, hidden };
};
