// Stands in the bundle for node:module where a package asks whether it can load modules by itself.
export const createRequire = undefined;
