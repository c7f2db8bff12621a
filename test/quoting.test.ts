import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { ROOT } from './kit/program';

/**
 * A line that people paste is quoted by one file, `src/text/shell-words.ts`. Read from the source: where a text of ours
 * goes `docker rm ${…}` or `--template ${…}`, what stands in the braces must be a word made there.
 */

/** A command, or a flag of ours, that the next word belongs to. */
const BEFORE =
  /(?:^|[\s:;,(])(?:(?:docker|git|gh|npm|npx|uv|pip|chmod|chown|rm|mv|cp|cd|mkdir|make)(?: [^\s$]+)* |--[a-z][a-z-]+[ =])$/;
/** A sentence about a program, not a command: "docker ${…} is too old", "git could not …". */
const TOLD = /\b(?:failed|answered|exited|did not|does not|could not|is|was|starts no|or newer)\b/;
const QUOTED = /^(?:shellWord|shellLine|everyShellWord|pasted|each\w*)\(/;

interface Found {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** Where no mark of a shell can stand in the braces, each with the reason. */
const PLAIN: Readonly<Record<string, string>> = {
  '--name ${proposal}': 'the grammar of an app name',
  'gh repo create ${name}': 'the grammar of an app name',
  'Run it and open X (docker stop ${name}': 'the grammar of an app name',
  'gh ${what}': 'secret or variable',
  'gh X set ${each}': 'a name of our own table of registries',
  'did you mean --set ${meant}': 'the grammar of the name of a question',
  '--set ${word}': 'made by everyShellWord a line above',
  '--template ${word}': 'made by everyShellWord a line above',
  '--set ${text}': 'told as it was typed, in a message',
  '--initial-branch=${answers.branch}': 'a word that git is started with',
  '--env ${text}': 'the grammar of the name of a variable',
  'X names X without a value; yours is given only by --env ${name}': 'the grammar of the name of a variable',
  '&& rm -rf ${eachQuoted}': 'made by shellWord, a star after some, in contracts/size.ts',
  '--log-opt=${option}': 'a word that docker is started with',
};

const piecesOf = (
  node: ts.TemplateExpression,
): readonly { readonly before: string; readonly expression: ts.Expression; readonly after: string }[] => {
  let before = node.head.text;
  return node.templateSpans.map(({ expression, literal }) => {
    const piece = { before, expression, after: literal.text };
    before = `${before}X${literal.text}`;
    return piece;
  });
};

const isQuoted = (expression: ts.Expression, source: ts.SourceFile): boolean => {
  if (ts.isParenthesizedExpression(expression)) return isQuoted(expression.expression, source);
  if (ts.isConditionalExpression(expression))
    return isQuoted(expression.whenTrue, source) && isQuoted(expression.whenFalse, source);
  if (ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken)
    return isQuoted(expression.left, source);
  if (ts.isStringLiteralLike(expression) || expression.getText(source) === 'undefined') return true;
  const text = expression.getText(source);
  return QUOTED.test(text) || text.includes('everyShellWord(');
};

/** One word among those that a program is started with: no shell reads it. */
const isArgument = ({ parent }: ts.Node): boolean =>
  ts.isArrayLiteralExpression(parent) ||
  ((ts.isConditionalExpression(parent) || ts.isSpreadElement(parent) || ts.isParenthesizedExpression(parent)) &&
    isArgument(parent));

/** It is quoted as a whole: `everyShellWord(`--volumes=${name}`)`. */
const isWhole = ({ parent }: ts.Node, source: ts.SourceFile): boolean =>
  ts.isCallExpression(parent) && QUOTED.test(parent.getText(source));

/** What was typed, told as it was: `--env X: ...`. */
const isMessage = ({ parent }: ts.Node): boolean =>
  ts.isPropertyAssignment(parent) && parent.name.getText() === 'message';

const unquoted = (path: string, text: string): readonly Found[] => {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTemplateExpression(node) && !isArgument(node) && !isMessage(node) && !isWhole(node, source))
      for (const { before, expression, after } of piecesOf(node)) {
        const told = `${before.slice(before.search(/\S+(?: \S+)* ?$/))}\${${expression.getText(source)}}`;
        if (
          BEFORE.test(before) &&
          !TOLD.test(BEFORE.exec(before)![0] + after) &&
          !isQuoted(expression, source) &&
          !(told.trim() in PLAIN)
        )
          found.push({ path, line: source.getLineAndCharacterOfPosition(expression.pos).line + 1, text: told.trim() });
      }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
};

const sources = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
  .filter((item) => item.isFile() && item.name.endsWith('.ts') && !item.parentPath.includes('completion'))
  .map((item) => relative(ROOT, join(item.parentPath, item.name)));

test('a word that is put into a line to paste is quoted for the shell', () => {
  expect(sources.flatMap((path) => unquoted(path, readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
});

test.each([
  ['a name behind a command', 'const fix = `docker network rm ${name}`;', 1],
  ['a value behind a flag', "const fix = `add --template '${x}' or --name ${proposal}`;", 1],
  ['a value joined to a flag', 'const fix = `--volumes=${volume.name}`;', 1],
  ['a path in a sentence', 'const fix = `take the bits away: chmod a-s ${path}`;', 1],
  ['a quoted word', 'const fix = `docker network rm ${shellWord(name, shell)}`;', 0],
  ['a word of every shell, else the id', 'const fix = `docker rm ${everyShellWord(name) ?? id}`;', 0],
  ['a sentence', 'const message = `docker buildx ${version} is too old`;', 0],
])('this finds what it looks for: %s', (_, text, count) => expect(unquoted('x.ts', text)).toHaveLength(count));
