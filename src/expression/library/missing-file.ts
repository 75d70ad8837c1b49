import type { ControllerAccess } from '../compiled.ts';

/** A file of the controller that a function names and that does not exist. */
export class MissingFile extends Error {
  readonly suggestion: string | undefined;

  constructor(what: string, path: string, host: ControllerAccess) {
    super(`${what} ${path}`);
    this.suggestion = host.suggestFile?.(path, 'files');
  }
}
