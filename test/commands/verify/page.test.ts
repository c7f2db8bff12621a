import type { Check } from '../../../src/commands/verify/contract';
import { verifyHtml } from '../../../src/commands/verify/page';
import type { VerifyReport } from '../../../src/commands/verify/report';
import { checkText, verdictText } from '../../../src/commands/verify/text';
import { styleFor } from '../../../src/text/style';

/** The report as a page and as lines. */

const HOSTILE = '<script>alert(1)</script>"\'&\u001b]0;x\u0007\u202e';

const check = (rest: Partial<Check>): Check => ({
  id: 'health',
  title: 'Docker can tell',
  status: 'pass',
  expected: 'e',
  found: 'f',
  durationMs: 1234,
  ...rest,
});

const report = (rest: Partial<VerifyReport> = {}): VerifyReport => ({
  outcome: 'fail',
  directory: `/x/${HOSTILE}`,
  image: 'sha256:abc',
  checks: [
    check({ id: 'build' }),
    check({ status: 'fail', found: HOSTILE, fix: HOSTILE, patch: `+${HOSTILE}\n`, details: [HOSTILE] }),
    check({ id: 'tags', status: 'skip', found: 'none' }),
  ],
  problems: [],
  milliseconds: 65_000,
  engine: { name: 'n', version: '28.5.2', buildx: '0.29.1' },
  build: {
    ok: true,
    milliseconds: 2000,
    lastLines: [],
    steps: [
      { name: '[internal] load build definition', cached: false, started: 1000, completed: 1100 },
      { name: `[1/2] RUN ${HOSTILE}`, cached: false, started: 1100, completed: 2000 },
      { name: '[2/2] FROM x', cached: true, started: 1, completed: 2 },
    ],
  },
  layers: [
    { by: HOSTILE, bytes: 1000, digest: 'd', base: true },
    { by: 'COPY', bytes: 2000, digest: 'e', base: false },
  ],
  ...rest,
});

test('the page loads nothing, runs nothing, and shows hostile text as text', () => {
  const page = verifyHtml(report());
  expect(page).not.toMatch(/<script|javascript:|<link|<img|<iframe|@import|url\(|https?:/i);
  expect(page).not.toMatch(/[\u001b\u0007\u202e]/);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
  expect(page).toContain('<dt>patch</dt><dd><pre tabindex="0">+&lt;script&gt;');
  expect(page).toContain("default-src 'none'");
});

test('the page has a language, a title, one main heading, captions, and says each state in words', () => {
  const page = verifyHtml(report());
  expect(page).toMatch(/<html lang="en">/);
  expect(page.match(/<h1>/g)).toHaveLength(1);
  expect(page.match(/<caption>/g)).toHaveLength(2);
  expect(page).toMatch(/<span class="status fail">FAIL<\/span>/);
  expect(page).toContain('prefers-color-scheme: dark');
  expect(page).toMatch(/<details class="check" id="health" open>/);
  expect(page).toMatch(/<details class="check" id="build">/);
  // The bars stay inside their track, also for a step that ran long before.
  for (const [, left, width] of page.matchAll(/left:([\d.]+)%?;width:([\d.]+)%/g))
    expect(Number(left) + Number(width)).toBeLessThanOrEqual(100.01);
});

test.each([
  [
    { id: 'a'.repeat(40), changed: true },
    `<span class="mono">${'a'.repeat(40)}</span>, and changes that are not committed`,
  ],
  [{ id: 'b'.repeat(64), changed: false }, `<span class="mono">${'b'.repeat(64)}</span></dd>`],
  [{ id: 'c'.repeat(40) }, 'perhaps with changes'],
  [undefined, 'none: the folder has no commit'],
])('the page says when, of which commit (%j) and by which version', (commit, text) => {
  const page = verifyHtml(
    report({ at: Date.UTC(2026, 11, 1, 9, 5, 7), version: '1.2.3', ...(commit === undefined ? {} : { commit }) }),
  );
  expect(page).toContain('<time datetime="2026-12-01T09:05:07.000Z">2026-12-01 09:05:07 UTC</time>');
  expect(page).toContain('create-flask-container 1.2.3, Docker Engine 28.5.2 with buildx 0.29.1');
  expect(page).toContain(text);
});

test('the page has one box that unfolds everything, without a script', () => {
  const page = verifyHtml(report());
  expect(page.match(/<input type="checkbox" id="unfold">/g)).toHaveLength(1);
  expect(page).toMatch(/:has\(#unfold:checked\) \.check::details-content/);
});

test('a page of a run without a build has no time line and no layers', () => {
  const { build: _, layers: __, ...rest } = report();
  expect(verifyHtml(rest)).not.toMatch(/<h2>The (build|layers)/);
});

test('lines say what was expected and found and what to do, and fit a narrow terminal', () => {
  const style = styleFor(false, {}, true);
  const words = 'one two three four five six seven eight nine ten';
  const text = checkText(
    check({ status: 'fail', expected: words, found: words, fix: words, details: ['last line'] }),
    style,
    44,
  );
  expect(text).toMatch(/^FAIL +health +Docker can tell, 1\.2 s\n/);
  expect(text).toMatch(/expected +one two[\s\S]+found +one two[\s\S]+fix +one two[\s\S]+\| last line/);
  for (const line of text.split('\n').slice(1)) expect(line.length).toBeLessThanOrEqual(44);
  expect(checkText(check({ found: HOSTILE }), style, 80)).not.toMatch(/[\u001b\u0007\u202e]/);
});

test('the verdict counts, and names what failed', () => {
  const style = styleFor(false, {}, true);
  const text = verdictText(report(), style);
  expect(text).toContain('Not proven: 1 of 2 contracts hold');
  expect(text).toContain('failed: health');
  expect(text).toContain('skipped: tags');
  expect(verdictText(report({ outcome: 'pass', checks: [check({})] }), style)).toContain(
    'Proven: 1 of 1 contracts hold',
  );
});
