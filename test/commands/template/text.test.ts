import type { TemplateReport } from '../../../src/commands/template/report';
import { templateText } from '../../../src/commands/template/text';
import { styleFor } from '../../../src/text/style';

/** What people read of a judgement on a template, without colour. */

const text = (more: Partial<TemplateReport>): string =>
  templateText(
    {
      outcome: 'pass',
      end: 'done',
      template: { name: 'acme', source: 'npm:acme@1', contentHash: 'sha256-0', files: 1 },
      plans: [],
      linters: [],
      findings: [],
      problems: [],
      notes: [],
      ...more,
    },
    styleFor(false, {}, true),
  );

test('a template that passes: what was tried, and how it is pinned', () => {
  const linters = [
    { name: 'hadolint', status: 'ran' as const, files: 1 },
    { name: 'actionlint', status: 'missing' as const, files: 0 },
    { name: 'zizmor', status: 'missing' as const, files: 0 },
  ];
  expect(text({ plans: [{ id: 'defaults', files: 3 }], linters, notes: ['its folder\u001b[2J is large'] })).toBe(
    `acme passes.
  1 file of its own, 1 plan tried
  linters: hadolint (not installed: actionlint, zizmor)
  pinned as: npm:acme@1
  content:   sha256-0
Note: its folder\\u{1b}[2J is large
`,
  );
  expect(text({})).toContain('  1 file of its own, 0 plans tried\n  linters: none\n');
});

test('a fault stands with the plan in which it was found and with its fix; of many, fifty', () => {
  const finding = { code: 'template', message: 'a.py:1:1: no\nmore of it' } as const;
  expect(text({ findings: [{ ...finding, plan: 'team=core', fix: 'write b' }] })).toMatch(
    /^fault: a\.py:1:1: no\n {7}more of it\n {2}with team=core\n {2}fix: write b\nacme has 1 fault\.\n/,
  );
  const many = text({ findings: Array.from({ length: 53 }, () => finding) });
  expect(many.match(/^fault:/gm)).toHaveLength(50);
  expect(many).toContain('and 3 more\nacme has 53 faults.\n');
});

test('of a template that could not be read there is nothing to say', () => {
  const { template: _, ...rest } = { template: undefined, outcome: 'refused', end: 'data' } as const;
  expect(
    templateText({ ...rest, plans: [], linters: [], findings: [], problems: [], notes: [] }, styleFor(false, {}, true)),
  ).toBe('');
});
