import { jsonText } from '../printable';
import { type JudgedCheck, type Reporter, told } from './judged';

/**
 * SARIF 2.1.0, which code scanning reads. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const HOME = 'https://www.npmjs.com/package/create-flask-container';

/** An artifact's address is a URI: each part of the path is encoded, section 3.4.3. A half of a character cannot be. */
const uri = (path: string): string => Buffer.from(path).toString().split('/').map(encodeURIComponent).join('/');

const locationOf = ({ place }: JudgedCheck) =>
  place === undefined
    ? {}
    : {
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: uri(place.file) },
              region: {
                startLine: place.line ?? 1,
                ...(place.column === undefined ? {} : { startColumn: place.column }),
              },
            },
          },
        ],
      };

const KINDS = { pass: 'pass', fail: 'fail', skip: 'notApplicable', error: 'review' } as const;

/** @returns one run of one tool. What holds is there too, so that a result that went is seen to have gone. */
export const sarif: Reporter = ({ subject, checks }, version) => {
  const rules = [...new Map(checks.map(({ id, title }) => [id, title]))];
  return jsonText({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'create-flask-container',
            semanticVersion: version,
            informationUri: HOME,
            rules: rules.map(([id, title]) => ({ id, shortDescription: { text: title } })),
          },
        },
        automationDetails: { id: `${subject}/` },
        results: checks.map((check) => ({
          ruleId: check.id,
          ruleIndex: rules.findIndex(([id]) => id === check.id),
          kind: KINDS[check.status],
          // Only what fails has a level, section 3.27.10.
          level: check.status === 'fail' ? 'error' : 'none',
          message: { text: told(check) },
          ...locationOf(check),
        })),
        columnKind: 'utf16CodeUnits',
      },
    ],
  });
};
