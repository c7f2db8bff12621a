import { isBad, type JudgedCheck, type Reporter, told } from './judged';

/**
 * Workflow commands of GitHub Actions: an annotation for each thing that does not hold, at its line where it has one.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */

/** What a runner reads in the text of a command. */
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** In a property a colon and a comma end it. */
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

const propertiesOf = ({ title, id, place }: JudgedCheck): string =>
  Object.entries({
    file: place?.file,
    line: place?.line,
    col: place?.column,
    title: `${id}: ${title}`,
  })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${property(String(value))}`]))
    .join(',');

/** @returns the lines; a last one says how many hold. */
export const github: Reporter = ({ subject, checks }) => {
  const bad = checks.filter(isBad);
  const lines = bad.map((check) => `::error ${propertiesOf(check)}::${data(told(check))}`);
  const held = checks.filter(({ status }) => status === 'pass').length;
  const verdict = `${subject}: ${held} of ${held + bad.length} hold`;
  return `${[...lines, `::notice title=create-flask-container::${data(verdict)}`].join('\n')}\n`;
};
