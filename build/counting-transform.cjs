// ts-jest, with counters in what is below src/.
const { createHash } = require('node:crypto');
const { join } = require('node:path');
const { default: tsJest } = require('ts-jest');
const { instrumented, root } = require('./instrument.cjs');

module.exports = {
  createTransformer(options) {
    const transformer = tsJest.createTransformer(options);
    return {
      process: (text, path, settings) =>
        transformer.process(path.startsWith(join(root, 'src')) ? instrumented(path).code : text, path, settings),
      getCacheKey: (text, path) => createHash('sha256').update(`counting 1 ${path} ${text}`).digest('hex'),
    };
  },
};
