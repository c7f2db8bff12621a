import { type JudgedCheck, type Reporter, told } from './judged';

/**
 * The JUnit form that CI servers read: a suite of cases, with the elements that all of them know.
 * https://github.com/testmoapp/junitxml
 */

/** Characters that XML 1.0 cannot hold, section 2.2: there is no way to write them. */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const MARKS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Else a reader takes them for a blank, or for each other.
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

const xml = (text: string): string =>
  text.replace(UNWRITABLE, '\ufffd').replace(/[&<>"\n\r\t]/g, (mark) => MARKS[mark]!);

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3);

const bodyOf = (check: JudgedCheck): string => {
  const { status, message } = check;
  if (status === 'pass') return '';
  if (status === 'skip') return `<skipped message="${xml(message)}"/>`;
  const element = status === 'fail' ? 'failure' : 'error';
  return `<${element} message="${xml(message)}">${xml(told(check))}</${element}>`;
};

const caseOf = (subject: string, check: JudgedCheck): string => {
  const { id, title, place, milliseconds = 0 } = check;
  const where = place === undefined ? '' : ` file="${xml(place.file)}"`;
  const line = place?.line === undefined ? '' : ` line="${place.line}"`;
  return `    <testcase classname="${xml(subject)}" name="${xml(`${id}: ${title}`)}" time="${seconds(milliseconds)}"${where}${line}>${bodyOf(check)}</testcase>`;
};

/** @returns one test suite. */
export const junit: Reporter = ({ subject, checks }) => {
  const count = (status: JudgedCheck['status']): number => checks.filter((check) => check.status === status).length;
  const time = seconds(checks.reduce((sum, { milliseconds = 0 }) => sum + milliseconds, 0));
  const counts = `tests="${checks.length}" failures="${count('fail')}" errors="${count('error')}" skipped="${count('skip')}" time="${time}"`;
  const totals = `tests="${checks.length}" failures="${count('fail')}" errors="${count('error')}" time="${time}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="create-flask-container" ${totals}>
  <testsuite name="${xml(subject)}" ${counts}>
${checks.map((check) => caseOf(subject, check)).join('\n')}
  </testsuite>
</testsuites>
`;
};
