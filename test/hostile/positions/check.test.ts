import { runProgram } from '../../kit/program';
import { templateFolder } from '../../kit/team';

/** `template check` plans with hostile answers, and readers compare what came out. */

const MANIFEST = `format: 1
name: wide
extends: none
questions:
  word: { type: text, message: Word, default: hello }
  slug: { type: text, message: Slug, pattern: "[A-Za-z0-9._-]+", default: a-b }
  many: { type: list, message: Many, default: [x, y] }
`;

/** Ordinary places of every language in which there is a reader. */
const GOOD: Readonly<Record<string, string>> = {
  'a.yaml': 'a: <%= word %>\nb: [<%= word %>, x]\nc:\n<% for (const m of many) { -%>\n  - <%= m %>\n<% } -%>\n',
  'compose.yaml': 'services:\n  a:\n    image: x\n    labels:\n      b: <%= word %>\n',
  'a.json': '{"a": <%= word %>, "b": <%= many %>}\n',
  'a.toml': 'a = <%= word %>\nb = [<%= word %>]\n',
  'a.py': '"""Doc."""\n\nA = <%= word %>\nB = print(<%= word %>, {"x": <%= many %>})\n',
  'a.js': 'const a = <%= word %>;\nf({ a: <%= many %> });\n',
  Dockerfile: 'FROM python:3.14-slim\nLABEL a=<%= word %> b=<%= word %>\nENV A=<%= word %>\n',
  Makefile: 'all:\n\techo <%= word %> --x=<%= word %> && echo <%= many %>\n',
  'a.sh': '#!/bin/sh\necho <%= word %>\nname=<%= word %>\necho "$name" <%= many %>\n',
  'dot-env': 'A=<%= word %>\n',
  'a.ini': '[a]\nb = <%= word %>\n',
  'a.md':
    '# <%= word %>\n\nIt is <%= word %>, [<%= word %>](b.md).\n\n| a | <%= word %> |\n|---|---|\n| <%= many %> | b |\n',
  'a.html': '<!doctype html><title><%= word %></title><p title="<%= word %>"><%= many %></p>\n',
  'slug.txt': '<%= bare(slug) %>\n',
};

const check = async (files: Readonly<Record<string, string>>) => {
  const folder = templateFolder({
    'template.yaml': MANIFEST,
    ...Object.fromEntries(Object.entries({ ...GOOD, ...files }).map(([path, text]) => [`files/${path}.ejs`, text])),
  });
  const ran = await runProgram(['template', 'check', folder, '--json']);
  return {
    exitCode: ran.exitCode,
    findings: JSON.parse(ran.stdout).findings as { message: string; flag: string; fix?: string }[],
  };
};

test('ordinary places in every language pass', async () => {
  expect(await check({})).toEqual({ exitCode: 0, findings: [] });
});

test.each([
  ['b.yaml', 'a: <%= bare(slug) %>\n', 1],
  ['b.yaml', 'a:\n  - x\n  - <%= bare(slug) %>\n', 3],
])('an answer that changes more than its value is a fault with file, line and fix: %s %j', async (path, text, line) => {
  const { exitCode, findings } = await check({ [path]: text });
  expect(exitCode).toBe(1);
  const found = findings.filter(({ flag }) => flag?.includes(`files/${path}.ejs:`));
  expect(found).toEqual([
    expect.objectContaining({
      flag: expect.stringMatching(new RegExp(`files/${path}\\.ejs:${line}:\\d+$`)),
      fix: expect.any(String),
    }),
  ]);
});
