import { resolve as resolvePath } from 'node:path';
import type { Outcome } from '../../errors';
import type { Manner } from '../../machine/tell';
import type { World } from '../../machine/world';
import { standSomewhere } from '../../machine/world';
import type { Arguments } from '../../options/command-line';
import { continueLine } from './continue-line';
import { type Given, gather } from './given';
import type { CreateReport } from './report';
import { withTeam } from './team-answers';

/** Who asks is loaded where something may be asked, and the rest after the questions: the first one is there soon. */
const run = async (given: Given, world: World, heard: (given: Given) => void): Promise<CreateReport> => {
  standSomewhere(world);
  const silent = given.run.yes || given.run.json;
  const terminal = silent ? undefined : (await import('../../machine/terminal')).terminalOf(world);
  if (terminal === undefined) {
    const known = await withTeam(given, undefined, world);
    return (await import('./make')).make(known, undefined, world);
  }
  const { interview } = await import('./at-terminal');
  const talk = { terminal, world, heard };
  const answered = await interview(given, talk);
  return (await import('./make')).make(answered.given, { interview: answered, talk }, world);
};

/** `create-flask-container [directory]`: what is given, what is asked, then the making and the telling. */
export const create = async (read: Arguments, world: World): Promise<Outcome> => {
  // Before anything is tried: where files can be opened no more, the end is still told.
  const { tellCreate, tellEarlyEnd } = await import('./tell');
  let given: Given | undefined;
  const manner = (): Manner => ({
    json: read.texts.json !== undefined || given?.run.json === true,
    quiet: given?.run.quiet === true,
    color: given?.run.color !== false,
  });
  let report: CreateReport;
  try {
    given = await gather(read, world);
    report = await run(given, world, (told) => {
      given = told;
    });
  } catch (error) {
    const directory = given?.directory ? resolvePath(world.cwd, given.directory) : undefined;
    const going = given && continueLine(given, world);
    return tellEarlyEnd(error, { directory, going }, manner(), world);
  }
  return tellCreate(report, manner(), world);
};
