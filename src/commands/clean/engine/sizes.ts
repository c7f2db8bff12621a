import type { Docker } from '../../../machine/docker';
import type { World } from '../../../machine/world';
import { readEngine } from './read-objects';

/** Bytes by id or name, as far as the engine tells; it rounds them to three digits. */
export interface Sizes {
  readonly containers: ReadonlyMap<string, number>;
  /** What no other image shares. */
  readonly images: ReadonlyMap<string, number>;
  readonly volumes: ReadonlyMap<string, number>;
  readonly buildCache?: { readonly records: number; readonly bytes: number };
}

const UNITS: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, PB: 1e15 };

/**
 * @returns the bytes of `12.3kB` or `0B (virtual 178MB)` as docker writes sizes (go-units, decimal); undefined for `N/A`
 * @internal for its test: no engine shows every size
 */
export const bytesOf = (text: string): number | undefined => {
  const parts = /^([0-9.]+(?:e\+[0-9]+)?)([kMGTP]?B)\b/.exec(text);
  return parts ? Math.round(Number(parts[1]) * UNITS[parts[2]!]!) : undefined;
};

type Row = Readonly<Record<string, unknown>>;

const mapOf = (rows: unknown, key: string, size: string): ReadonlyMap<string, number> =>
  new Map(
    (Array.isArray(rows) ? (rows as readonly Row[]) : []).flatMap((row) => {
      const bytes = bytesOf(String(row[size]));
      return bytes === undefined ? [] : [[String(row[key]), bytes] as const];
    }),
  );

/** What the build cache frees: parts that images share stay with them. */
const cacheOf = (rows: unknown): Pick<Sizes, 'buildCache'> => {
  if (!Array.isArray(rows)) return {};
  const own = (rows as readonly Row[]).filter(({ Shared }) => String(Shared) !== 'true');
  const bytes = own.reduce((sum, row) => sum + (bytesOf(String(row.Size)) ?? 0), 0);
  return { buildCache: { records: rows.length, bytes } };
};

const NONE: Sizes = { containers: new Map(), images: new Map(), volumes: new Map() };

/** Asks what everything takes. An engine that does not tell, or not in time, is no reason to stop. */
export const engineSizes = async (docker: Docker, world: Pick<World, 'ending' | 'endedBy'>): Promise<Sizes> => {
  try {
    const told = await readEngine(docker, ['system', 'df', '--verbose', '--format', 'json'], world);
    const usage = JSON.parse(told.stdout) as Row;
    return {
      containers: mapOf(usage.Containers, 'ID', 'Size'),
      images: mapOf(usage.Images, 'ID', 'UniqueSize'),
      volumes: mapOf(usage.Volumes, 'Name', 'Size'),
      ...cacheOf(usage.BuildCache),
    };
  } catch (error) {
    if (world.ending.aborted) throw error;
    return NONE;
  }
};
