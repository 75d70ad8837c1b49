import { fileURLToPath } from 'node:url';

/** The directory of the package, which has roles/, scaffold/ and docs/: it is two above src/cli and dist/cli alike. */
export const packageRoot = (): string => fileURLToPath(new URL('../..', import.meta.url));
