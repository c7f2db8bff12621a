import { type Outcome, Stop } from '../../errors';
import { writeOut } from '../../machine/output';
import type { World } from '../../machine/world';
import type { Arguments } from '../../options/command-line';
import { closest } from '../../options/layers';
import { SCHEMAS, type SchemaName } from './options';
import { schemaPath, schemaText } from './read-schemas';

const isSchema = (word: string): word is SchemaName => (SCHEMAS as readonly string[]).includes(word);

const WIDTH = Math.max(...SCHEMAS.map((name) => name.length));

/** `create-flask-container schema [name]`: prints a schema, or lists where they lie. */
export const schema = async (read: Arguments, world: World): Promise<Outcome> => {
  if (read.problems.length > 0) throw new Stop('usage', read.problems);
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
