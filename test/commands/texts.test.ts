import type { Finding } from '../../src/commands/clean/judge/finding';
import type { CleanReport } from '../../src/commands/clean/report';
import { cleanListing, cleanVerdict } from '../../src/commands/clean/text';
import type { Check } from '../../src/commands/verify/contract';
import { checkText, verdictText } from '../../src/commands/verify/text';
import { styleFor } from '../../src/text/style';

/** What people read of a clean-up and of a proof, without colour. */

const PLAIN = styleFor(false, {}, true);

const finding = (more: Partial<Finding>): Finding => ({
  kind: 'image',
  id: '1',
  name: 'acme/a:1',
  goes: true,
  reason: 'ours',
  ...more,
});
const report = (more: Partial<CleanReport> = {}): CleanReport => ({
  outcome: 'planned',
  end: 'done',
  machine: false,
  directory: '/a',
  engine: { name: 'here', version: '29', endpoint: 'unix:///x' },
  findings: [],
  removals: [],
  problems: [],
  notes: [],
  ...more,
});

test('what goes is listed whole, with tags and bytes; of what stays at most thirty, with a way out', () => {
  const staying = Array.from({ length: 32 }, (_, index) =>
    finding({ goes: false, name: `s${index}`, ...(index === 0 ? { fix: 'docker rmi s0' } : {}) }),
  );
  const text = cleanListing(
    report({ findings: [finding({ tags: ['acme/a:1', 'acme/a:2'], bytes: 12_000_000 }), ...staying], notes: ['n'] }),
    PLAIN,
  );
  expect(text).toContain('What /a left on the engine here (unix:///x).\n');
  expect(text).toContain('  image      acme/a:1, also acme/a:2 (12 MB): ours\n');
  expect(text).toContain('s0: ours\n               docker rmi s0\n');
  expect(text).toContain('  and 2 other objects; --json names them all\n');
  expect(text).toContain('This frees about 12 MB.\n');
  expect(text).toContain('Note: n\n');
  expect(cleanListing(report({ findings: staying.slice(0, 31) }), PLAIN)).toContain('and 1 other object;');
  expect(cleanListing((({ engine: _, ...rest }) => rest)(report()), PLAIN)).toBe('What /a left on the engine  ().\n\n');
});

test('the whole machine is listed step by step', () => {
  const text = cleanListing(
    report({ machine: true, findings: [finding({ bytes: 5 }), finding({ kind: 'build-cache', name: 'c' })] }),
    PLAIN,
  );
  expect(text).toContain('Everything on the whole engine here (unix:///x), of every project.');
  expect(text).toMatch(/^\d\. .*, 1, 5 B$/m);
});

const removal = (status: 'removed' | 'failed') => ({ finding: finding({}), status });
test.each<[Partial<CleanReport>, string]>([
  [{ outcome: 'cleaned', removals: [removal('removed')] }, 'Removed 1 object.\n'],
  [{ outcome: 'cleaned', removals: [removal('removed'), removal('removed')] }, 'Removed 2 objects.\n'],
  [{ outcome: 'nothing', machine: true }, 'Nothing to do: the engine is empty.\n'],
  [{ outcome: 'nothing' }, "Nothing to do: nothing on the engine can be shown to be this folder's.\n"],
  [{ outcome: 'planned', findings: [finding({})] }, 'Nothing was removed. Without --dry-run, 1 object would go.\n'],
  [{ outcome: 'declined' }, 'Nothing was removed.\n'],
  [
    { outcome: 'partial', removals: [removal('removed'), removal('failed')] },
    'Removed 1 of 2 objects; run it again when the cause is mended.\n',
  ],
  [{ outcome: 'failed' }, ''],
])('a clean-up ends: %j', (more, text) => {
  expect(cleanVerdict(report(more), PLAIN)).toBe(text);
});

const check = (more: Partial<Check>): Check => ({
  id: 'build',
  title: 'T',
  status: 'pass',
  expected: 'e',
  found: 'f',
  durationMs: 1_200,
  ...more,
});

test.each<[Partial<Check>, string]>([
  [{}, 'ok    build        T, 1.2 s\n      f\n'],
  [{ status: 'skip' }, 'skip  build        T, 1.2 s\n      because   f\n'],
  [
    { status: 'fail', fix: 'x', details: ['d'] },
    'FAIL  build        T, 1.2 s\n      expected  e\n      found     f\n      fix       x\n      | d\n',
  ],
  [
    { status: 'error', fix: 'x' },
    '????  build        T, 1.2 s\n      expected  e\n      found     f\n      fix       x\n',
  ],
  [
    { id: 'size', status: 'fail', details: ['d'] },
    'FAIL  size         T, 1.2 s\n      expected  e\n      found     f\n',
  ],
])('a contract is told: %j', (more, text) => {
  expect(checkText(check(more), PLAIN, 80)).toBe(text);
});

test('the verdict names what failed, what could not be judged, and an image that stays', () => {
  const verdict = (outcome: 'pass' | 'fail' | 'error', checks: readonly Check[], image?: string) =>
    verdictText(
      { outcome, checks, milliseconds: 2_000, directory: '/a', problems: [], ...(image ? { image } : {}) },
      PLAIN,
    );
  expect(verdict('pass', [check({})], 'sha256:1')).toBe('\nProven: 1 of 1 contracts hold for /a, in 2.0 s.\n');
  expect(verdict('pass', [check({})], 'a:1')).toContain('  the image stays: a:1\n');
  expect(verdict('error', [check({ status: 'error' }), check({ id: 'tags', status: 'skip' })])).toBe(
    '\nNot judged: 0 of 1 contracts hold for /a, in 2.0 s.\n  could not be judged: build\n  skipped: tags\n',
  );
  expect(verdict('fail', [check({ status: 'fail' }), check({ id: 'user' })])).toContain(
    'Not proven: 1 of 2 contracts hold',
  );
});
