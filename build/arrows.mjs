// Writes functions where arrows stand, in code of our own: V8 reads the body of an arrow that stands inside a function
// when the file is loaded, and that of a function only when it is called. Loading takes a third less so.
import { parse } from 'acorn';
import { transform } from 'esbuild';

/** esbuild loses `this` of an arrow that is the value of a class's field. */
const isFieldArrow = (node) => node.type === 'PropertyDefinition' && node.value?.type === 'ArrowFunctionExpression';

const some = (node, test) =>
  typeof node === 'object' && node !== null && (test(node) || Object.values(node).some((child) => some(child, test)));

/**
 * @param {string} code an ES module
 * @param {import('esbuild').TransformOptions} options how it is written
 * @throws Error where the code holds an arrow that cannot become a function
 */
export const withoutArrows = async (code, options) => {
  if (some(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), isFieldArrow))
    throw new Error('a field of a class holds an arrow function: make it a method');
  return transform(code, { ...options, supported: { ...options.supported, arrow: false } });
};
