import { splitWords } from '../compose';
import { normalised } from './requirement';

/** @returns the packages that a `pip install a b` names, and the files and extras. */
export const pipInstalls = (
  text: string,
): { readonly packages: readonly string[]; readonly files: readonly string[]; readonly extras: readonly string[] } => {
  const [packages, files, extras] = [[] as string[], [] as string[], [] as string[]];
  for (const [, rest = ''] of text.matchAll(/\bpip[\d.]*\s+install\s+([^;&|\n]*)/g)) {
    const words = splitWords(rest);
    for (let index = 0; index < words.length; index += 1) {
      const word = words[index]!;
      if (word === '-r' || word === '--requirement') {
        index += 1;
        files.push(words[index] ?? '');
      } else if (/^-r./.test(word)) files.push(word.slice(2));
      else if (
        /^(?:-c|-i|-f|--index-url|--extra-index-url|--constraint|--target|-t|--find-links|--trusted-host|--timeout|--prefix|--root-user-action)$/.test(
          word,
        )
      )
        index += 1;
      else if (/^\.{1,2}(?:\/\S*?)?\[[^\]]*\]$/.test(word))
        extras.push(
          ...word
            .replace(/^.*\[|\]$/g, '')
            .split(',')
            .map(normalised),
        );
      else if (
        /^[A-Za-z0-9]/.test(word) &&
        !word.includes('/') &&
        !word.includes('$') &&
        !/^(?:pip|setuptools|wheel|uv|poetry|pipenv|pdm)\b/i.test(word)
      )
        packages.push(word);
    }
  }
  return { packages, files, extras };
};
