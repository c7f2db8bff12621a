import type { Finding } from './finding';

/** How the removal of one object went. `left`: the run ended before its turn. */
type RemovalStatus = 'removed' | 'failed' | 'left';

export interface Removal {
  readonly finding: Finding;
  readonly status: RemovalStatus;
  /** What the engine said. */
  readonly complaint?: string;
}
