import { join } from 'node:path';
import { answersIn, change, enter, line, make, pick, play, type Step } from '../../../kit/conversation';

/** Every registry, and at the summary every other one: whatever that makes senseless is dropped or asked, and it ends well. */

const another = (host: string): readonly Step[] => [pick('Registry', 'another host'), line('Another host', host)];

const REGISTRIES: Readonly<Record<string, { readonly choose: readonly Step[]; readonly needsUser: boolean }>> = {
  'docker.io': { choose: [pick('Registry', 'Docker Hub')], needsUser: true },
  'ghcr.io': { choose: [pick('Registry', 'GitHub')], needsUser: true },
  'quay.io': { choose: another('quay.io'), needsUser: true },
  'registry.example.com:5000': { choose: another('registry.example.com:5000'), needsUser: false },
  none: { choose: [pick('Registry', 'none for now')], needsUser: false },
};

const QUESTION = /\? (Registry user|Tags|What now\?)/;

/** Answers whatever is asked until the summary stands there: which questions these are is what is tried. */
const upToSummary: Step = async (seat) => {
  for (let asked = 0; asked < 5; asked += 1) {
    const open = (): string | undefined => {
      const seen = seat.person.seen();
      return QUESTION.exec(seen.slice(seen.lastIndexOf('✔ ')))?.[1];
    };
    const end = Date.now() + 15_000;
    while (open() === undefined && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
    const question = open();
    if (question === 'What now?') return;
    if (question === undefined) throw new Error(`nothing is asked:\n${seat.person.seen()}`);
    await (question === 'Tags' ? enter('Tags') : line('Registry user', 'acme'))(seat);
  }
};

const PAIRS = Object.keys(REGISTRIES).flatMap((before) =>
  Object.keys(REGISTRIES).map((after) => [before, after] as const),
);

test.each(PAIRS)('%s, and at the summary %s', async (before, after) => {
  const { cwd, exitCode, seen } = await play(
    {
      words: ['my-app'],
      steps: [
        ...REGISTRIES[before]!.choose,
        upToSummary,
        ...change('Registry'),
        ...REGISTRIES[after]!.choose,
        upToSummary,
        make,
      ],
    },
    80,
  );
  expect({ exitCode, seen }).toMatchObject({ exitCode: 0 });
  const made = answersIn(join(cwd, 'my-app')) as { registry: string; registryUser?: string; tags?: readonly string[] };
  expect(made.registry).toBe(after);
  if (REGISTRIES[after]!.needsUser) expect(made.registryUser).toBe('acme');
  if (after === 'none') expect(made).not.toHaveProperty('registryUser');
  expect(made.tags === undefined || made.tags.length > 0).toBe(true);
});
