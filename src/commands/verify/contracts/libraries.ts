import type { Repository } from '../../../repository/repository';
import { type Contract, fail, pass, unjudged } from '../contract';
import type { Contents, Image } from '../evidence';
import { addSetting } from '../fixes/dockerfile-edits';
import { fixWith } from '../fixes/edit';
import { type Missing, missingLibraries } from '../reading/linking';

const MOST_TOLD = 50;

const told = ({ by, library, elsewhere }: Missing): string =>
  `${by} needs ${library}${elsewhere === undefined ? '' : `, which lies at ${elsewhere}, where it is not looked for`}`;

const fixOf = ({ library, elsewhere }: Missing): string => {
  if (library.startsWith('/'))
    return `use a file that was made for this image: its loader is ${library}, and the base has another one (glibc or musl)`;
  return elsewhere === undefined
    ? `install the package that has ${library} in the final stage too: the one that runs, not only the one that builds`
    : 'run ldconfig after it was copied, or set LD_LIBRARY_PATH to its folder with ENV';
};

const judgeLibraries = ({ layers, base = 0 }: Contents, image: Image, repository: Repository) => {
  const path = image.env.find((each) => each.startsWith('LD_LIBRARY_PATH='))?.slice('LD_LIBRARY_PATH='.length) ?? '';
  const { missing, looked } = missingLibraries(layers, base, path);
  const [first] = missing;
  if (first === undefined) return pass(`${looked} programs and shared objects beyond the base find all that they need`);
  const names = new Set(missing.map(({ library }) => library));
  const more = names.size > 1 ? `, and ${names.size - 1} more libraries are missing` : '';
  const folder = first.library.startsWith('/') ? undefined : first.elsewhere?.replace(/\/[^/]*$/, '');
  const line = `ENV LD_LIBRARY_PATH=${folder}${path === '' ? '' : `:${path}`}`;
  // A name that would mean more than itself in a Dockerfile is for people to write.
  const edits = folder === undefined || !/^[\w./+-]+$/.test(folder) ? [] : addSetting(repository, line);
  return fail(`${told(first)}${more}`, fixWith(fixOf(first), ...edits), missing.slice(0, MOST_TOLD).map(told));
};

/** A module that cannot be loaded fails where it is first imported: often not at the start. */
export const libraries: Contract = {
  id: 'libraries',
  title: 'Every shared object finds its libraries',
  needs: 'image',
  expected: 'each program and shared object beyond the base finds every library that it names',
  judge: async (evidence) => {
    const contents = await evidence.contents();
    if (contents.unread.length > 0)
      return unjudged(contents.unread[0]!, 'use an image store whose layers are gzip or plain');
    return judgeLibraries(contents, await evidence.image(), await evidence.repository());
  },
};
