// Stands in the bundle for parts of packages that this program never reaches: the editor prompt of
// inquirer (with its tables of character sets), what execa would log and run synchronously.
const absent = () => {
  throw new Error('this part is left out of the bundle');
};

export default absent;
export const edit = absent;
export const editAsync = absent;
export const execaCoreSync = absent;
export { absent as ExternalEditor };
