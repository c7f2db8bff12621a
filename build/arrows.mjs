// Writes functions where arrows stand: V8 reads the body of an arrow that stands inside a function when the file is
// loaded, and that of a function only when it is called.
import { parse } from 'acorn';
import { transform } from 'esbuild';

const some = (node, test) =>
  typeof node === 'object' && node !== null && (test(node) || Object.values(node).some((child) => some(child, test)));

const isThis = ({ type }) => type === 'ThisExpression';
const isBound = (node) => node.type === 'ArrowFunctionExpression' && some(node.body, isThis);

/** Where esbuild loses `this`: an arrow that is a field of a class, and one in the constructor of a derived class. */
const wouldBreak = ({ type, value, superClass, body }) =>
  type === 'PropertyDefinition'
    ? some(value, isBound)
    : Boolean(superClass) && body.body.some((member) => member.kind === 'constructor' && some(member, isBound));

/**
 * @param {string} code an ES module
 * @param {import('esbuild').TransformOptions} options how it is written
 * @returns what esbuild makes of it; with its arrows where a function would be something else
 */
export const withoutArrows = async (code, options) => {
  const tree = parse(code, { ecmaVersion: 'latest', sourceType: 'module' });
  const keeps = some(tree, (node) => wouldBreak(node));
  return transform(code, { ...options, supported: { ...options.supported, ...(keeps ? {} : { arrow: false }) } });
};
