import type { Contract } from './contract';
import { build } from './contracts/build';
import { cache } from './contracts/cache';
import { capabilities } from './contracts/capabilities';
import { context } from './contracts/context';
import { files } from './contracts/files';
import { health } from './contracts/health';
import { lint } from './contracts/lint';
import { readOnly } from './contracts/read-only';
import { secrets } from './contracts/secrets';
import { size } from './contracts/size';
import { stop } from './contracts/stop';
import { tags } from './contracts/tags';
import { user } from './contracts/user';

/** Every contract, in the order in which they are judged and told. A new one is a file and a word here. */
export const CONTRACTS: readonly Contract[] = [
  build,
  tags,
  cache,
  user,
  files,
  readOnly,
  capabilities,
  health,
  stop,
  secrets,
  context,
  size,
  lint,
];
