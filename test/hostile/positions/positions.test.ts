import { compileFile } from '../../../src/template/compile-file';
import { languageOf } from '../../../src/template/language';
import { REFUSED } from './refused';
import { type Placed, TAKEN } from './taken';

const TAG = '<%= description %>';
const compiles = ([path, file]: Placed): string | undefined => {
  try {
    compileFile(file.replaceAll('VALUE', TAG), languageOf(path.toLowerCase()));
    return undefined;
  } catch (error) {
    return (error as Error & { reason: string }).reason;
  }
};

test('every ordinary place takes a text', () => {
  const refused = TAKEN.map((placed) => [...placed, compiles(placed)]).filter(([, , reason]) => reason !== undefined);
  expect(refused).toEqual([]);
});

test('every place at which a text would be something else is refused', () => {
  expect(REFUSED.filter((placed) => compiles(placed) === undefined)).toEqual([]);
});
