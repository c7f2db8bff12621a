import { join } from 'node:path';
import { parse } from 'yaml';
import { filesIn, newFolder, ROOT, runProgram } from '../../kit/program';

/** The two teams' templates in examples/: they pass their own check, and what comes out says what was answered. */

const EXAMPLES = ['acme-platform', 'loom-data'];

test.each(EXAMPLES)('%s passes template check', async (name) => {
  const ended = await runProgram(['template', 'check', join(ROOT, 'examples', name), '--json']);
  const { outcome, findings } = JSON.parse(ended.stdout);
  expect({ outcome, findings }).toEqual({ outcome: 'pass', findings: [] });
});

const create = async (name: string, example: string): Promise<ReadonlyMap<string, string>> => {
  const cwd = newFolder();
  const folder = join(ROOT, 'examples', name);
  const ended = await runProgram(
    ['my-app', '--template', folder, '--config', join(folder, 'examples', `${example}.yaml`), '--no-git', '--yes'],
    { cwd },
  );
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  return filesIn(join(cwd, 'my-app'));
};

test('a service of payments is in the catalogue, and belongs to its team', async () => {
  const files = await create('acme-platform', 'payments');
  expect(parse(files.get('catalog-info.yaml')!)).toMatchObject({
    metadata: { name: 'my-app', annotations: { 'acme.example/cost-centre': 'PY0007' } },
    spec: { owner: 'payments', tags: ['woken-at-night'] },
  });
  expect(files.get('.github/CODEOWNERS')).toBe('* @acme/payments\n');
  expect(files.has('docs/runbook.md')).toBe(false);
  expect([...files.values()].join('')).toContain('registry.acme.example/platform/my-app');
});

test('a worker of the data team has its module and its test', async () => {
  const files = await create('loom-data', 'worker');
  expect(files.get('src/my_app/worker.py')).toContain('INTERVAL = 5\n');
  expect(files.get('tests/test_worker.py')).toContain('from my_app import worker\n');
  expect(files.has('compose.yaml')).toBe(false);
});
