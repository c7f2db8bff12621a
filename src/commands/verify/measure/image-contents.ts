import { once } from 'node:events';
import { createGunzip, type Gunzip } from 'node:zlib';
import type { Docker } from '../../../machine/docker';
import { engineWords } from '../../../machine/engine-words';
import { credentialFile } from '../reading/credentials';
import type { Layer } from '../reading/layers';
import { plainPath } from '../reading/layers';
import { packagedPaths } from '../reading/packages';
import { type Sink, type TarEntry, TarReader } from '../reading/tar';
import { type Blob, MOST_FINDINGS, MOST_LISTS, readersOf } from './file-readers';

/** JSON of a manifest or an image's settings; a larger one is a layer. */
const MOST_JSON = 4 * 1024 * 1024;

const openEntry =
  (blob: Blob, needles: readonly string[]) =>
  (entry: TarEntry): Sink | undefined => {
    blob.entries.push(entry);
    if (entry.kind !== 'file') return undefined;
    blob.bytes += entry.size;
    const path = plainPath(entry.path);
    const what = credentialFile(path);
    // An empty one, such as a placeholder, gives nothing away.
    if (what !== undefined && entry.size > 0 && blob.findings.length < MOST_FINDINGS)
      blob.findings.push({ where: `/${path}`, what, shown: `${entry.size} bytes`, guessed: true });
    return readersOf(entry, blob, needles);
  };

const finished = async (gunzip: Gunzip, fed: Promise<void>): Promise<void> => {
  gunzip.end();
  await fed;
};

/** Unpacks and reads a layer as it comes. */
const layerSink = (blob: Blob, needles: readonly string[], packed: boolean): Sink => {
  const reader = new TarReader(openEntry(blob, needles));
  const note = (error: unknown): void => {
    blob.unread ??= error instanceof Error ? error.message : String(error);
  };
  if (!packed) return { bytes: (bytes) => reader.write(bytes).catch(note), end: () => reader.end().catch(note) };
  const gunzip = createGunzip();
  const fed = (async () => {
    for await (const chunk of gunzip) await reader.write(chunk as Buffer);
    await reader.end();
  })().catch(note);
  return {
    bytes: async (bytes) => {
      if (blob.unread === undefined && !gunzip.write(Buffer.from(bytes)))
        await Promise.race([once(gunzip, 'drain'), fed]);
    },
    end: () => finished(gunzip, fed),
  };
};

interface Archive {
  readonly blobs: Map<string, Blob>;
  readonly documents: Map<string, string>;
  /** For the lists of packages. */
  readonly room: { left: number };
}

const GZIP = 0x1f8b;
const ZSTD = 0x28b5;

/** Decides by the first bytes what a blob is: JSON, a plain layer, or a packed one. */
const blobSink = (path: string, size: number, archive: Archive, needles: readonly string[]): Sink => {
  let inner: Sink | undefined;
  let begun = false;
  let parts: Buffer[] = [];
  const begin = (first: Buffer): Sink | undefined => {
    const magic = first.length > 1 ? first.readUInt16BE(0) : 0;
    if (first[0] === 0x7b || first[0] === 0x5b) return undefined;
    const blob: Blob = { entries: [], findings: [], objects: [], loader: [], lists: [], room: archive.room, bytes: 0 };
    archive.blobs.set(path, blob);
    if (magic === ZSTD) {
      blob.unread = 'a layer is packed with zstd, which cannot be read here';
      return { bytes: () => undefined, end: () => undefined };
    }
    return layerSink(blob, needles, magic === GZIP);
  };
  return {
    bytes: (bytes) => {
      if (!begun) inner = begin(bytes);
      begun = true;
      if (inner) return inner.bytes(bytes);
      if (size <= MOST_JSON) parts.push(Buffer.from(bytes));
      return undefined;
    },
    end: async () => {
      if (inner) await inner.end();
      else archive.documents.set(path, Buffer.concat(parts).toString('utf8'));
      parts = [];
    },
  };
};

interface Manifest {
  readonly Config: string;
  readonly Layers: readonly string[];
}

interface Settings {
  readonly history?: readonly { readonly created_by?: string; readonly empty_layer?: boolean }[];
}

const layersOf = (archive: Archive): { layers: readonly Layer[]; unread: readonly string[] } => {
  const [manifest] = JSON.parse(archive.documents.get('manifest.json') ?? '[]') as readonly Manifest[];
  const settings = JSON.parse(archive.documents.get(manifest?.Config ?? '') ?? '{}') as Settings;
  const makers = (settings.history ?? [])
    .filter(({ empty_layer: empty }) => !empty)
    .map(({ created_by: by }) => by ?? '');
  const paths = manifest?.Layers ?? [];
  const blobs = paths.map((path) => archive.blobs.get(path));
  return {
    layers: paths.map((path, index) => ({
      digest: path.replace(/^blobs\/sha256\//, 'sha256:').replace(/\/layer\.tar$/, ''),
      by: makers[index] ?? '',
      bytes: blobs[index]?.bytes ?? 0,
      entries: blobs[index]?.entries ?? [],
      findings: blobs[index]?.findings ?? [],
      objects: blobs[index]?.objects ?? [],
      loader: blobs[index]?.loader ?? [],
      packaged: packagedPaths(blobs[index]?.lists ?? []),
    })),
    unread: [
      ...(paths.length === 0 ? ['the engine gave no layers'] : []),
      ...blobs.flatMap((blob, index) =>
        blob === undefined
          ? [`layer ${index + 1} is not in the archive`]
          : blob.unread === undefined
            ? []
            : [`layer ${index + 1}: ${blob.unread}`],
      ),
    ],
  };
};

/**
 * Reads an image layer by layer from `docker save`, without a copy on disk.
 * @param reference an image reference or id
 * @param needles values that must not be in it
 */
export const readImage = async (
  docker: Docker,
  reference: string,
  needles: readonly string[],
): Promise<{ layers: readonly Layer[]; unread: readonly string[] }> => {
  const archive: Archive = { blobs: new Map(), documents: new Map(), room: { left: MOST_LISTS } };
  const reader = new TarReader((entry) =>
    entry.kind === 'file' ? blobSink(plainPath(entry.path), entry.size, archive, needles) : undefined,
  );
  let broken: string | undefined;
  const note = (error: unknown): void => {
    broken = error instanceof Error ? error.message : String(error);
  };
  const ran = await docker.watch(['save', reference], {
    onBytes: async (bytes) => {
      if (broken === undefined) await reader.write(bytes).catch(note);
    },
  });
  if (broken === undefined && ran.exitCode === 0) await reader.end().catch(note);
  if (broken !== undefined) return { layers: [], unread: [`the image's archive cannot be read: ${broken}`] };
  if (ran.exitCode !== 0) return { layers: [], unread: [`docker save failed: ${engineWords(ran.stderr)}`] };
  return layersOf(archive);
};
