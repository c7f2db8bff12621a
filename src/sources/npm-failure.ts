import { Stop } from '../errors';
import type { Ran } from '../machine/run';
import { everyShellWord } from '../text/shell-words';
import { badTemplate, notThere, unreachable } from './fetch-failure';
import { type NpmSource, sourceText } from './source';

/** npm's own words for what went wrong, in JSON on standard output, else on standard error. */
export const npmFault = (end: Ran): { readonly code: string; readonly words: string } => {
  const told =
    /"code": "([A-Z0-9_]+)"/.exec(end.stdout)?.[1] ?? /npm (?:error|ERR!) code (\S+)/.exec(end.stderr)?.[1] ?? '';
  const summary = /"summary": "((?:[^"\\]|\\.)*)"/.exec(end.stdout)?.[1];
  const line =
    summary?.replace(/\\n[\s\S]*/, '').replace(/\\(.)/g, '$1') ??
    end.stderr
      .split('\n')
      .find((each) => /npm (?:error|ERR!) (?!code)/.test(each))
      ?.replace(/npm (?:error|ERR!) /, '');
  return { code: told, words: (line ?? 'npm gave no reason').slice(0, 300) };
};

/** @returns the end of a run whose registry does not give what was asked for, or what may be fetched. */
export const untrusted = (source: NpmSource, why: string, fix: string): Stop =>
  new Stop('untrusted', [
    {
      code: 'untrusted',
      message: `template ${sourceText(source)}: ${why}`,
      flag: '--template',
      value: sourceText(source),
      fix,
    },
  ]);

export const noVersion = (source: NpmSource): Stop =>
  notThere(
    sourceText(source),
    `the registry has no version ${source.version ?? 'latest'} of ${source.name}`,
    `see what there is: npm view ${everyShellWord(source.name)} versions`,
  );

/** What npm says of an address that it takes for something else than an archive to fetch, whatever its scheme. */
const OTHER_KIND = /Wrong spec type|EALLOW(?:GIT|REMOTE|FILE|DIRECTORY)|Only HTTP\(S\) protocols/;

/** @returns the end that a failure of npm means, in words for people. */
export const npmFailure = (source: NpmSource, end: Ran): Stop => {
  const told = sourceText(source);
  const { code, words } = npmFault(end);
  if (OTHER_KIND.test(`${code} ${words}`))
    return untrusted(
      source,
      `its archive is not at an http or https address: ${words}`,
      'do not use it; tell whoever runs the registry',
    );
  if (code === 'ETARGET' || code === 'ENOVERSIONS' || /^No match found for version/.test(words))
    return noVersion(source);
  if (code === 'E404')
    return unreachable(
      told,
      `the registry has no package ${source.name}, or hides it from you`,
      `check the name, and that npm view ${everyShellWord(source.name)} shows it`,
    );
  if (/^(E401|E403|ENEEDAUTH|EAUTHIP|EOTP)$/.test(code))
    return unreachable(
      told,
      `the registry refused access: ${words}`,
      'give npm access first (npm login, or a token in .npmrc)',
    );
  if (code === 'EINTEGRITY')
    return untrusted(source, 'its archive is not what the registry says it is', 'do not use it; tell its publisher');
  if (/decompression ratio/.test(words)) return badTemplate('the package', words, 'do not use it');
  if (/^(Z_BUF_ERROR|Z_DATA_ERROR|TAR_|EOF)/.test(code))
    return unreachable(told, `the archive came incomplete: ${words}`, 'run it again');
  return unreachable(
    told,
    `${code === '' ? '' : `${code}: `}${words}`,
    'check the network and the registry that npm is configured for, and run it again',
  );
};
