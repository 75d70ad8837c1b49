/** A task or command failed on a host. */
export const EXIT_FAILED = 1;
/** Changes are pending; only with --detailed-exitcode. */
export const EXIT_PENDING = 2;
/** Invalid input, found before any host was touched. */
export const EXIT_INVALID = 3;
export const EXIT_UNREACHABLE = 4;
/** Another run has locked a host. */
export const EXIT_LOCKED = 5;
/** The run succeeded, but some of the requested output files could not be written. */
export const EXIT_OUTPUT = 6;
/** A host differs from the reviewed plan and was not changed. */
export const EXIT_DRIFTED = 7;
/** An internal error: EX_SOFTWARE of sysexits(3). */
export const EXIT_INTERNAL = 70;
export const EXIT_INTERRUPTED = 130;

/** The exit code of a run, where `broken` are the outputs that could not be written: a run that failed keeps its own. */
export const exitCodeWith = (exitCode: number, broken: readonly unknown[]): number =>
  broken.length > 0 && [0, EXIT_PENDING].includes(exitCode) ? EXIT_OUTPUT : exitCode;
