import { authorParts } from './grammar';
import { packageNameOf } from './python-names';
import { imageOf, registryOf } from './registries';
import type { Answers } from './schema';
import { TAG_STRATEGIES } from './tags';

/** The names that templates see, beside the answers: what follows from them. */
export interface Derived {
  readonly packageName: string;
  readonly projectName: string;
  readonly image: string;
  readonly publishes: boolean;
  readonly registryKind: string;
  readonly literalTags: readonly string[];
  readonly strategyTags: readonly string[];
  /** What a build on a developer's machine puts on: the literal tags, or `dev`. */
  readonly localTags: readonly string[];
  /** The first of them: what compose runs. */
  readonly mainTag: string;
  /** Where the development service listens on this machine, beside the app's own port. */
  readonly devPort: number;
  readonly authorName: string;
  readonly authorEmail: string;
}

const isStrategy = (item: string): boolean => Object.hasOwn(TAG_STRATEGIES, item);

/** @returns what follows from the answers, for templates and reports. */
export const derive = (answers: Answers): Derived => {
  const literalTags = answers.tags.filter((item) => !isStrategy(item));
  const author = authorParts(answers.author);
  return {
    packageName: packageNameOf(answers.name),
    // A project of a dependency's name would depend on itself, which uv refuses.
    projectName: packageNameOf(answers.name).replaceAll('_', '-'),
    image: imageOf(answers),
    publishes: answers.registry !== 'none',
    registryKind: registryOf(answers.registry).kind,
    literalTags,
    strategyTags: answers.tags.filter(isStrategy),
    localTags: literalTags.length > 0 ? literalTags : ['dev'],
    mainTag: literalTags[0] ?? 'dev',
    devPort: answers.port < 65535 ? answers.port + 1 : answers.port - 1,
    authorName: author.name,
    authorEmail: author.email,
  };
};
