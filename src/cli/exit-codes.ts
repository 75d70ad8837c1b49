/** Changes are pending: only with --detailed-exitcode. */
export const EXIT_PENDING = 2;
/** Invalid input, found before any host was touched. */
export const EXIT_INVALID = 3;
export const EXIT_INTERRUPTED = 130;
