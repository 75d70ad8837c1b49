import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 optimize a function only once it has run six times as long as it would by itself. Most runs are over by then, and the optimizing
 * compiler took a tenth of their processor time; what takes long is still optimized (docs/performance.md has the figures).
 * V8 of later versions of Node has no such setting.
 */
export function optimizeLater(): void {
  if (process.version.startsWith('v20.')) setFlagsFromString('--interrupt-budget=400000');
}
