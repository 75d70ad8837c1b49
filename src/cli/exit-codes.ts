/** A task or command failed on a host. */
export const EXIT_FAILED = 1;
/** Changes are pending: only with --detailed-exitcode. */
export const EXIT_PENDING = 2;
/** Invalid input, found before any host was touched. */
export const EXIT_INVALID = 3;
export const EXIT_UNREACHABLE = 4;
/** Another run has locked a host. */
export const EXIT_LOCKED = 5;
/** The run went well, but what was asked for of it could not all be written. */
export const EXIT_OUTPUT = 6;
/** A host differs from the reviewed plan: nothing is done there. */
export const EXIT_DRIFTED = 7;
/** A fault of the program itself: EX_SOFTWARE of sysexits(3). */
export const EXIT_INTERNAL = 70;
export const EXIT_INTERRUPTED = 130;
