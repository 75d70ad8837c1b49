import { createRequire } from 'node:module';
import type { Library } from './cli/library/contract.ts';
import type { ProjectError as ProjectErrorClass } from './cli/library/project-error.ts';

/** Where the build has put the program, relative to this file. */
declare const PROGRAM_FROM_ROOT: string;

interface Program {
  readonly loadLibrary: () => Promise<Library & { readonly ProjectError: typeof ProjectErrorClass }>;
}

const { loadLibrary } = createRequire(import.meta.url)(PROGRAM_FROM_ROOT) as Program;

/** The package for programs: the same code as the command's. */
export const { loadProject, plan, apply, verify, ProjectError } = await loadLibrary();
