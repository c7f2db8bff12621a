import { everyShellWord } from '../text/shell-words';
import { withoutCredentials } from './without-credentials';

/** Short forms of other tools, and where they lead. */
const HOSTS: Readonly<Record<string, string>> = {
  gitlab: 'gitlab.com',
  gl: 'gitlab.com',
  bitbucket: 'bitbucket.org',
  bb: 'bitbucket.org',
  codeberg: 'codeberg.org',
  sourcehut: 'git.sr.ht',
};

/** What people type that is nearly a source. */
const meantBy = (text: string): string | undefined => {
  const scp = /^([A-Za-z0-9._-]+@[A-Za-z0-9.-]+):(?!\/\/)(.+)$/.exec(text);
  if (scp) return `git+ssh://${scp[1]}/${scp[2]}`;
  const [, name = '', path = '', ref = ''] = /^([a-z]+):(?!\/\/)([^#]+?)(?:\.git)?(#.*)?$/.exec(text) ?? [];
  if (name === 'gh') return `github:${path}${ref}`;
  if (Object.hasOwn(HOSTS, name)) return `git+https://${HOSTS[name]}/${path}.git${ref}`;
  return /^(https|ssh):\/\//.test(text) ? `git+${text}` : undefined;
};

/** @returns the flag with the source that was probably meant, to paste; undefined where nothing is near. */
export const nearlySource = (text: string): string | undefined => {
  const meant = meantBy(text);
  if (meant === undefined) return undefined;
  const word = everyShellWord(withoutCredentials(meant));
  return word === undefined ? 'write git+ before it' : `--template ${word}`;
};
