module.exports = require('../../dist/parts/execa.cjs');
