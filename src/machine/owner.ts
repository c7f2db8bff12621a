import { hostname } from 'node:os';
import fs from 'fs-extra';

/**
 * Who is writing: so that what a killed run left can be told from what a running one holds. A process
 * is named by its machine, its number and its start; a number alone is soon given to another process.
 */

const read = (path: string): string => {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** FNV-1a of 64 bits, http://www.isthe.com/chongo/tech/comp/fnv: nothing here needs a cryptographic hash, which takes longer to load. */
const fingerprint = (text: string): string => {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0').slice(0, 12);
};

/** Process numbers mean something within one boot of one machine, and on Linux within one namespace. */
const machine = (): string => {
  const parts = [hostname(), read('/proc/sys/kernel/random/boot_id')];
  try {
    parts.push(fs.readlinkSync('/proc/self/ns/pid'));
  } catch {
    // No namespaces here.
  }
  return fingerprint(parts.join('\n'));
};

/** @returns when a process started, in clock ticks since boot; `0` where the system does not say; undefined where it is gone. */
const startOf = (pid: number): string | undefined => {
  const stat = read(`/proc/${pid}/stat`);
  // Field 22 of proc_pid_stat(5), counted after the command name, which may hold spaces.
  if (stat !== '') return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
  try {
    process.kill(pid, 0);
    return '0';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? '0' : undefined;
  }
};

/** @returns the name of this run: `<machine>-<pid>-<start>`. */
export const ownName = (): string => `${machine()}-${process.pid}-${startOf(process.pid) ?? '0'}`;

export const OWNER_PATTERN = '[0-9a-f]{12}-[0-9]+-[0-9]+';

/** @returns whether a run was begun on this machine, in this boot and namespace: only then its process number means something. */
export const isOfThisMachine = (name: string): boolean => name.split('-')[0] === machine();

/** @returns the process number in the name of a run. */
export const processOf = (name: string): string => name.split('-')[1] ?? '';

/** @returns whether the run of that name is over for certain. Of another machine nothing is certain. */
export const isOver = (name: string): boolean => {
  const [, pid, start] = name.split('-');
  return isOfThisMachine(name) && startOf(Number(pid)) !== start;
};
