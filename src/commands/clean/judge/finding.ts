export const OBJECT_KINDS = ['container', 'network', 'image', 'volume', 'build-cache'] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** One object of the engine, whether it goes, and why. */
export interface Finding {
  readonly kind: ObjectKind;
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** Every tag of an image. */
  readonly tags?: readonly string[];
  /** Every digest by which an image is known. */
  readonly digests?: readonly string[];
  readonly goes: boolean;
  readonly reason: string;
  /** Bytes that go with it, where the engine says. */
  readonly bytes?: number;
  /** A command that removes what stays, for a user who knows better. */
  readonly fix?: string;
}

/** @returns the bytes that are known to go, or undefined where none is known. */
export const freed = (findings: readonly Finding[]): number | undefined => {
  const known = findings.flatMap(({ goes, bytes }) => (goes && bytes !== undefined ? [bytes] : []));
  return known.length === 0 ? undefined : known.reduce((sum, bytes) => sum + bytes, 0);
};

const ORDER: readonly ObjectKind[] = ['container', 'image', 'volume', 'network', 'build-cache'];

/** @returns what goes, in the order in which the engine lets it go: users before what they use. */
export const removalOrder = (findings: readonly Finding[]): readonly Finding[] =>
  ORDER.flatMap((kind) => findings.filter((finding) => finding.kind === kind && finding.goes));
