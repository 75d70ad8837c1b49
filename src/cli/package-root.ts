import { fileURLToPath } from 'node:url';

/** The root directory of the package, with roles/, scaffold/ and docs/: two levels above both src/cli and dist/cli. */
export const packageRoot = (): string => fileURLToPath(new URL('../..', import.meta.url));
