// For tests that run the source in their own process: yargs is an ES module, which Node 20 cannot require. The built one.
module.exports = require('../../dist/parts/yargs-helpers.cjs');
