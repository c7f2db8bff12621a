import type { Dependencies } from './dependencies';
import type { SourceTree } from './source-tree';
import type { Containers } from './starts';
import type { Target } from './targets';

/** What has been read of an app: every reader of facts takes it from here. */
export interface Looked {
  readonly tree: SourceTree;
  readonly containers: Containers;
  readonly dependencies: Dependencies;
  /** Undefined where it was not decided. */
  readonly entry: Target | undefined;
  /** The name of the folder. */
  readonly folder: string;
}
