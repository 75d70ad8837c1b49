import { setFlagsFromString } from 'node:v8';

/**
 * Makes V8 optimize a function only after it has run six times longer than by default. Most runs are finished by then, and the optimizing
 * compiler took a tenth of their CPU time; long computations are still optimized (see the figures in docs/performance.md).
 * Later versions of Node have no such setting.
 */
export function optimizeLater(): void {
  if (process.version.startsWith('v20.')) setFlagsFromString('--interrupt-budget=400000');
}
