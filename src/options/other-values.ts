/**
 * What people call a choice elsewhere: `python3.13`, `arm64`, `gpl`. It is never taken silently: it makes the fix that
 * is shown, and what a prompt proposes.
 */

/** @returns a text with nothing but its letters and digits. */
const folded = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

const from =
  (words: Readonly<Record<string, readonly string[]>>) =>
  (text: string): string | undefined =>
    Object.keys(words).find((choice) => folded(choice) === folded(text) || words[choice]!.includes(folded(text)));

/** @returns `3.13` for `python3.13`, `3.13.1`, `py313` or `python:3.13-slim`. */
export const python = (text: string): string | undefined => {
  const minor = /(?:^|[^0-9.])3\.?([0-9]{1,2})(?![0-9])/.exec(text)?.[1];
  return minor === undefined ? undefined : `3.${minor}`;
};

export const license = from({
  MIT: ['mitlicense', 'expat'],
  'Apache-2.0': ['apache', 'apache2', 'apl2', 'al2', 'apachelicense20', 'apachelicense2', 'asl2', 'asl20'],
  'BSD-2-Clause': ['bsd2', 'simplifiedbsd', 'freebsd'],
  'BSD-3-Clause': ['bsd', 'bsd3', 'newbsd', 'modifiedbsd'],
  ISC: ['isclicense'],
  'MPL-2.0': ['mpl', 'mpl2', 'mozilla', 'mozilla2'],
  'GPL-3.0-or-later': ['gpl', 'gpl3', 'gplv3', 'gnu', 'gnugpl', 'gnugplv3', 'gpl30', 'gpl30only', 'gpl3orlater'],
  'AGPL-3.0-or-later': ['agpl', 'agpl3', 'agplv3', 'agpl30', 'agpl30only', 'gnuagpl', 'affero'],
  proprietary: ['unlicensed', 'closed', 'closedsource', 'commercial', 'private', 'allrightsreserved', 'notopensource'],
  none: ['no', 'nolicense', 'nolicence', 'null'],
});

export const platform = from({
  'linux/amd64': ['amd64', 'x8664', 'x86', 'x64', 'intel', 'linuxx8664', 'linuxx64', 'linuxamd64v2'],
  'linux/arm64': ['arm64', 'aarch64', 'arm', 'arm64v8', 'armv8', 'm1', 'linuxaarch64', 'linuxarm64v8', 'applesilicon'],
});

export const app = from({
  web: ['html', 'site', 'website', 'fullstack', 'pages', 'webapp'],
  api: ['rest', 'restapi', 'json', 'backend', 'microservice', 'service', 'webapi'],
});

export const packageManager = from({ pip: ['pip3', 'piptools', 'pipcompile'], uv: ['astral', 'uvpip'] });

export const dockerfile = from({
  production: ['prod', 'multistage', 'full', 'default', 'standard'],
  simple: ['dev', 'basic', 'minimal', 'single', 'singlestage', 'onestage', 'learning', 'small'],
});

export const pipeline = from({
  github: ['githubactions', 'actions', 'gha', 'gh', 'githubworkflow', 'githubworkflows', 'workflow'],
  none: ['no', 'off', 'false', 'null', 'skip'],
});

export const conflictRule = from({
  refuse: ['abort', 'error', 'fail', 'stop', 'cancel', 'no'],
  keep: ['skip', 'ignore', 'noclobber', 'existing', 'mine', 'ours', 'merge'],
  replace: ['overwrite', 'force', 'clobber', 'yes', 'theirs', 'update'],
});
