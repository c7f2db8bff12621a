import type { Problem } from '../../errors';
import type { Check, ProofOutcome } from './contract';
import type { Judged } from './judged';
import type { Build } from './reading/build-log';
import type { Layer } from './reading/layers';

/** The end of a run of `verify`, in values. */
export interface VerifyReport {
  readonly outcome: ProofOutcome;
  readonly directory: string;
  /** What it was about; undefined where the run ended before that was known. */
  readonly judged?: Judged;
  /** The image's id, or its reference where it was kept; undefined where there is none. */
  readonly image?: string;
  readonly checks: readonly Check[];
  /** What ended the run before all was judged, or stayed behind after it. */
  readonly problems: readonly Problem[];
  /** What is to be known beside the verdicts, a sentence each. */
  readonly notes?: readonly string[];
  readonly milliseconds: number;
  /** When it was judged, in milliseconds since 1970. */
  readonly at?: number;
  /** Of this program. */
  readonly version?: string;
  /** The commit that the folder has checked out. */
  readonly commit?: { readonly id: string; readonly changed?: boolean };
  readonly engine?: { readonly name: string; readonly version: string; readonly buildx: string };
  readonly build?: Build;
  readonly layers?: readonly (Pick<Layer, 'by' | 'bytes' | 'digest'> & { readonly base: boolean })[];
}
