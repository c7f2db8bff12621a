import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { answersIn, inTwos, MEDIA, type Medium, play } from '../../../kit/conversation';
import { expectGolden } from '../../../kit/screen';
import { SESSIONS } from './sessions';

/** Each session on three widths and without a cursor; of one width the screen is kept as text. */

const KEPT: Medium = 60;

/** What a person met, without the last screen, which depends on what is installed. */
const transcript = (screen: readonly string[], cwd: string): string => {
  // What continues a run names a folder that has another name each time.
  const end = screen.findIndex((line) => line === 'Next' || line.startsWith('To go on from here'));
  return `${screen
    .slice(0, end < 0 ? undefined : end)
    .join('\n')
    .replaceAll(cwd, '/home/ada')
    .trimEnd()}\n`;
};

const slug = (title: string): string => title.toLowerCase().replace(/[^a-z0-9]+/g, '-');

test.each(Object.keys(SESSIONS))('%s', async (title) => {
  const session = SESSIONS[title]!;
  await inTwos(MEDIA, async (medium) => {
    const { cwd, exitCode, seen, screen, before } = await play(session, medium);
    const [folder, answers] = session.made ?? [];
    expect({ medium, exitCode, seen }).toMatchObject({ exitCode: folder === undefined ? 130 : 0 });
    if (folder === undefined) {
      expect(seen).toContain('Left; nothing was made.');
      expect(readdirSync(cwd)).toEqual(before);
    } else expect({ medium, seen, made: answersIn(join(cwd, folder)) }).toMatchObject({ made: answers });
    if (medium === KEPT && !session.resizes) expectGolden(`sessions/${slug(title)}`, transcript(screen, cwd));
  });
});
