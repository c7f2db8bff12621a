import type { World } from '../../machine/world';
import { flagOf } from '../../options/option';
import { changedFlags, replayFlags } from '../../options/views';
import { CREATE_RUN } from '../../project/run-options';
import { sourceText } from '../../sources/source';
import { tableOf } from '../../sources/team-answers';
import { shellLine, shellOf } from '../../text/shell-words';
import { PROGRAM } from '../command';
import { type Given, replayName, settle } from './given';

const { config: _config, set: _set, template: _template, yes: _yes, json: _json, ...CARRIED } = CREATE_RUN;

const anythingSaid = ({ layers, directoryFrom, conflictBy }: Given): boolean =>
  directoryFrom !== undefined || conflictBy === 'answer' || layers.some(({ source }) => source === 'answer');

/**
 * The line that takes a conversation up again: it has every answer so far, and at a terminal the rest is asked.
 * @returns undefined where nothing was answered
 */
export const continueLine = (
  given: Given,
  world: Pick<World, 'cwd' | 'platform' | 'env' | 'version'>,
): string | undefined => {
  if (!anythingSaid(given)) return undefined;
  const { values, sources, problems } = settle(given, world.cwd);
  const table = tableOf(given);
  const wrong = new Set(problems.map(({ flag }) => flag));
  const good = Object.fromEntries(
    Object.entries(values).filter(([key]) => !wrong.has(`--${flagOf(key, table[key]!)}`) && key !== 'name'),
  );
  const { directory } = given;
  const name = directory === undefined || values['name'] === undefined ? [] : replayName(directory, values, false);
  const words = [
    `${PROGRAM}@${world.version}`,
    ...(directory === undefined || directory.startsWith('-') ? [] : [directory]),
    ...name,
    ...(given.team ? ['--template', sourceText(given.team.pinned)] : []),
    ...replayFlags(table, good, sources),
    ...changedFlags(CARRIED, given.run),
    ...(directory?.startsWith('-') ? ['--', directory] : []),
  ];
  return shellLine(['npx', ...words], shellOf(world.platform, world.env));
};
