// Keeps the counts of each test file.
const { keep } = require('./instrument.cjs');

afterAll(() => keep(globalThis.__coverage__));
