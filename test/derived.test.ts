import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOCUMENTS, MADE_PARTS } from '../src/commands/documents';
import { longFlags } from '../src/options/command-line';
import { environmentLayer, environmentName, flagLayer } from '../src/options/layers';
import type { OptionTable } from '../src/options/option';
import { questionOf } from '../src/options/question';
import { resolve } from '../src/options/resolve';
import { configSchema, optionsMarkdown, replayFlags } from '../src/options/views';
import { recordText } from '../src/project/record';
import { CREATE_ANSWERS } from '../src/project/schema';
import { expectSame } from './kit/golden';
import { ROOT } from './kit/program';

/** Documents made from the tables are the committed ones, and a new option is one row. */

test.each(Object.keys(DOCUMENTS))('%s is what the tables say', (path) => {
  expectSame(path, DOCUMENTS[path]!(), 'npm run documents');
});

test.each(Object.keys(MADE_PARTS))('the part of %s that is made is what the tables say', (path) => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  expectSame(path, MADE_PARTS[path]!(text), 'npm run documents');
});

test('one new row is an option for every reader', () => {
  const table: OptionTable = {
    ...CREATE_ANSWERS,
    healthPath: {
      kind: 'text',
      group: 'container',
      scope: 'answer',
      summary: 'where health is asked',
      question: 'Health path',
      check: (value) => (value.startsWith('/') ? undefined : { rule: 'a path', proposal: `/${value}` }),
      default: '/healthz',
    },
  };
  const option = table['healthPath']!;
  expect(longFlags(table)).toContain('health-path');
  expect(environmentName('healthPath', option)).toBe('CREATE_FLASK_CONTAINER_HEALTH_PATH');
  expect(optionsMarkdown(table)).toContain(
    '| `--health-path <text>` | where health is asked. | /healthz | `healthPath` | `CREATE_FLASK_CONTAINER_HEALTH_PATH` |',
  );
  expect((configSchema(table, '')['properties'] as Record<string, unknown>)['healthPath']).toEqual({
    description: 'where health is asked',
    type: 'string',
    default: '/healthz',
  });
  const given = { name: ['app'], registryUser: ['acme'] };
  const flagged = resolve(table, [
    flagLayer(table, { ...given, healthPath: ['/up'] }),
    environmentLayer(table, { CREATE_FLASK_CONTAINER_HEALTH_PATH: '/other' }),
  ]);
  expect(flagged.values['healthPath']).toBe('/up');
  expect(replayFlags(table, flagged.values, flagged.sources)).toEqual(expect.arrayContaining(['--health-path', '/up']));
  expect(JSON.parse(recordText(table, flagged.values, '1.0.0'))).toMatchObject({ healthPath: '/up' });
  expect(resolve(table, [flagLayer(table, { ...given, healthPath: ['up'] })]).problems).toEqual([
    {
      code: 'invalid',
      message: '--health-path "up": expected a path',
      flag: '--health-path',
      value: 'up',
      fix: '--health-path /up',
    },
  ]);
  expect(questionOf('healthPath', option, undefined, {})).toMatchObject({
    kind: 'line',
    message: 'Health path',
    initial: '/healthz',
  });
});
