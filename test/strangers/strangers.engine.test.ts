import { docker } from '../kit/engine';
import { writeFiles } from '../kit/git-server';
import { newFolder, runProgram } from '../kit/program';
import { STRANGERS, type Stranger } from './strangers';

/** `verify` on repositories of others, held to what is true of them. STRANGERS=all takes them all, and 20x each twenty times. */

jest.setTimeout(3_600_000);

interface Check {
  readonly id: string;
  readonly status: string;
  readonly found: string;
}

const OBJECTS = ['ps --all', 'volume ls', 'network ls', 'image ls'];
const onEngine = async (): Promise<string> =>
  (
    await Promise.all(
      OBJECTS.map((list) =>
        docker(...list.split(' '), '--quiet', '--filter', 'label=io.github.create-flask-container.verify'),
      ),
    )
  )
    .join('\n')
    .trim();

/** The truth as the report would tell it. Nothing is to be judged of `tags` here, and of `cache` where nothing is installed. */
const truth = (
  { files, fails = {}, skips = {} }: Stranger,
  checks: readonly Check[],
): Readonly<Record<string, string>> => {
  const unjudged = (files['requirements.txt'] ?? '') !== '' ? ['tags'] : ['tags', 'cache'];
  return Object.fromEntries(
    checks.map(({ id }) => [id, id in fails ? 'fail' : id in skips || unjudged.includes(id) ? 'skip' : 'pass']),
  );
};

const judge = async (stranger: Stranger): Promise<void> => {
  const folder = newFolder();
  writeFiles(folder, stranger.files);
  const words = ['verify', folder, '--json', ...(stranger.words ?? [])];
  const ran = await runProgram(words, { cwd: folder, env: { HOME: process.env['HOME'] }, timeout: 900_000 });
  const { checks, judged, notes = [] } = JSON.parse(ran.stdout);
  const found = (checks as readonly Check[]).map(({ id, status, found: cause }) => `${id} ${status}: ${cause}`);
  const said = Object.fromEntries((checks as readonly Check[]).map(({ id, status }) => [id, status]));
  expect({ said, found }).toEqual({ said: truth(stranger, checks), found });
  const causes = { ...stranger.skips, ...stranger.fails };
  for (const check of checks as readonly Check[])
    if (check.id in causes) expect(`${check.id}: ${check.found}`).toMatch(causes[check.id]!);
  if (stranger.says) expect(JSON.stringify([judged, notes])).toMatch(stranger.says);
  expect(ran.exitCode).toBe(Object.keys(stranger.fails ?? {}).length > 0 ? 1 : 0);
  expect(await onEngine()).toBe('');
};

const wanted = process.env['STRANGERS'] ?? 'few';
const chosen = STRANGERS.filter(({ few }) => wanted !== 'few' || few);
const times = /^(\d+)x$/.exec(wanted)?.[1] ?? '1';

describe.each(Array.from({ length: Number(times) }, (_, at) => at + 1))('time %i', () => {
  test.each(chosen.map((stranger) => [stranger.name, stranger] as const))('%s', (_, stranger) => judge(stranger));
});
