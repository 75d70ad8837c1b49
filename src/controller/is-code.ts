import { extname } from 'node:path';

const ENDINGS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** Whether a file of this name is JavaScript or TypeScript that can be loaded. */
export const isCode = (name: string): boolean => ENDINGS.includes(extname(name)) && !/\.d\.[cm]?ts$/.test(name);
