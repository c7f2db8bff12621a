import { type Outcome, Stop } from '../../errors';
import { writeOut } from '../../machine/output';
import type { World } from '../../machine/world';
import { readArguments } from '../../options/command-line';
import { closest } from '../../options/layers';
import { commandRow, SCHEMAS, type SchemaName } from '../commands';
import { argumentProblems } from '../invocation';
import { schemaPath, schemaText } from './read-schemas';

const isSchema = (word: string): word is SchemaName => (SCHEMAS as readonly string[]).includes(word);

const WIDTH = Math.max(...SCHEMAS.map((name) => name.length));

/** `create-flask-container schema [name]`: prints a schema, or lists where they lie. */
export const schema = async (argv: readonly string[], world: World): Promise<Outcome> => {
  const read = await readArguments(commandRow('schema').options, argv);
  const problems = [...read.problems, ...argumentProblems('schema', read.positionals)];
  if (problems.length > 0) throw new Stop('usage', problems);
  const [name] = read.positionals;
  if (name === undefined) {
    const lines = SCHEMAS.map((each) => `${each.padEnd(WIDTH)}  ${schemaPath(each, world)}\n`);
    writeOut('standard output', lines.join(''));
    return 'done';
  }
  if (!isSchema(name)) {
    const message = `schema "${name}": expected one of ${SCHEMAS.join(', ')}`;
    const fix = closest(name, SCHEMAS) ?? SCHEMAS.join(', ');
    throw new Stop('usage', [{ code: 'unknown', message, flag: 'name', value: name, fix }]);
  }
  writeOut('standard output', schemaText(name, world));
  return 'done';
};
