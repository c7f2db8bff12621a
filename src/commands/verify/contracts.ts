import type { Contract } from './contract';
import { CONTRACT_IDS, type ContractId } from './contract-ids';
import { build } from './contracts/build';
import { cache } from './contracts/cache';
import { capabilities } from './contracts/capabilities';
import { context } from './contracts/context';
import { files } from './contracts/files';
import { health } from './contracts/health';
import { libraries } from './contracts/libraries';
import { lint } from './contracts/lint';
import { readOnly } from './contracts/read-only';
import { secrets } from './contracts/secrets';
import { size } from './contracts/size';
import { stop } from './contracts/stop';
import { tags } from './contracts/tags';
import { user } from './contracts/user';

const BY_ID: Readonly<Record<ContractId, Contract>> = {
  build,
  tags,
  cache,
  user,
  files,
  'read-only': readOnly,
  capabilities,
  health,
  stop,
  secrets,
  context,
  size,
  lint,
  libraries,
};

/** Every contract, in the order in which they are judged and told: a new one is a file, its id and a row above. */
export const CONTRACTS: readonly Contract[] = CONTRACT_IDS.map((id) => BY_ID[id]);
