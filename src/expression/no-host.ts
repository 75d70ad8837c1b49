import type { ControllerAccess } from './compiled.ts';

/** A host that has nothing: for expressions that stand in no project. */
export const NO_HOST: ControllerAccess = {
  env: () => undefined,
  readFile: () => undefined,
  digest: () => undefined,
  listFiles: () => [],
  readTemplate: () => undefined,
};
