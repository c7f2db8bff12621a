import { createHash } from 'node:crypto';
import { breath } from '../../machine/breath';
import type { World } from '../../machine/world';
import { yamlReader } from '../../machine/yaml-reader';
import { type LockFault, lockFaults } from '../../plan/locked';
import type { Team } from '../../sources/team-template';
import { nameOfFile } from '../../template/language/fault';
import { shown } from '../../text/shown';
import { madeFrom } from './made-from';
import { type ParseFault, parseFault } from './parsable';
import type { Finding } from './report';
import type { Tried } from './trials';

/** @returns a fault for each question whose answer nothing reads. */
export const unusedQuestions = (team: Team, used: ReadonlySet<string>): readonly Finding[] =>
  Object.keys(team.manifest.questions)
    .filter((key) => !used.has(key))
    .map((key) => ({
      code: 'template',
      message: `${team.manifest.placeOf(['questions', key], 'key')}: the question ${key} is asked, and no file and no condition reads it`,
      flag: team.manifest.placeOf(['questions', key], 'key'),
      fix: `use ${key} in a file, or take the question out`,
    }));

/** The same fault in many plans is told once, with the first. */
export const once = (findings: readonly Finding[]): readonly Finding[] =>
  [...new Map([...findings].reverse().map((finding) => [finding.message, finding])).values()].reverse();

const parseFinding = (tried: Tried, path: string, { reason, at }: ParseFault): Finding => {
  const { name, exact } = madeFrom(tried, path);
  const place = at && `${at.line}:${at.column}`;
  const where = exact && place !== undefined ? `${name}:${place}` : name;
  const came = exact ? 'what came out' : `what came out (${shown(path)}${place === undefined ? '' : `:${place}`})`;
  return {
    code: 'template',
    message: `${where}: ${came} does not parse: ${shown(reason)}`,
    flag: where,
    plan: tried.id,
  };
};

/** Reads every file of a plan that has not been seen in another one. */
export const parseFindings = async (tried: Tried, seen: Set<string>, world: World): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const file of tried.files) {
    await breath(world);
    const key = `${file.path}\0${createHash('sha256').update(file.content).digest('base64')}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const fault = await parseFault(file, yamlReader(world));
    if (fault !== undefined) findings.push(parseFinding(tried, file.path, fault));
  }
  return findings;
};

const LOCKED_BY: Readonly<Record<'pip' | 'uv', string>> = {
  pip: 'its --hash=sha256:... lines, as pip-compile --generate-hashes writes them',
  uv: 'its [[package]] table, as uv lock writes it, and those of what it needs',
};

const lockFinding = ({ path, name, why, by }: LockFault, { id, makers }: Tried): Finding => {
  const manager = path === 'uv.lock' ? 'uv' : 'pip';
  const asker = ['requirements.in', 'requirements-dev.in'].flatMap((asked) => makers.get(asked) ?? []).map(nameOfFile);
  const part = (makers.get(path) ?? []).map(nameOfFile)[0];
  const flag = (why === 'twice' ? part : (asker[0] ?? part)) ?? path;
  const said = shown(name);
  return {
    code: 'template',
    message:
      why === 'twice'
        ? `${flag}: ${path} has ${said} twice`
        : `${flag}: ${said} is ${by === undefined ? 'asked for' : `needed by ${shown(by)}`}, and ${path} does not lock it with a hash`,
    flag,
    fix:
      why === 'twice'
        ? 'take it out of the part: the lock has it already'
        : `add files/@packageManager=${manager}/${path}.part with ${LOCKED_BY[manager]}`,
    plan: id,
  };
};

/** @returns what a plan asks to be installed and does not lock. */
export const lockFindings = (tried: Tried): readonly Finding[] =>
  lockFaults(tried.files).map((fault) => lockFinding(fault, tried));

/** In the order of files and lines. */
export const byPlace = (findings: readonly Finding[]): readonly Finding[] =>
  [...findings].sort((one, other) => (one.flag ?? '').localeCompare(other.flag ?? '', 'en', { numeric: true }));
