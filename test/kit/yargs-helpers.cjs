// For tests that run the source in their own process: yargs is an ES module, which Node 20 cannot require. The built one.
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

const parts = join(__dirname, '..', '..', 'dist', 'parts');
const pack = readdirSync(parts).find((name) => /^create-\w+\.cjs$/.test(name));
module.exports = require(join(parts, pack)).part('parts/yargs-helpers.cjs');
