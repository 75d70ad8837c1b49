import type { ControllerAccess } from './compiled.ts';

/** A controller without files and commands, for expressions outside of projects. */
export const NO_HOST: ControllerAccess = {
  env: () => undefined,
  readFile: () => undefined,
  digest: () => undefined,
  listFiles: () => [],
  readTemplate: () => undefined,
};
