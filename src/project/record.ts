/** The file that records the answers; its `generator` line does not count in a comparison. */
export const ANSWERS_FILE = '.create-flask-container.json';
/** The line of the record that names the version that wrote it. */
export const GENERATOR_LINE = /^ {2}"generator": "[^"]*",\n/m;
