import { valueError } from '../python/py-error.ts';

const VERSION =
  /^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*))?(?:-(\d+)|[-_.]?(?:post|rev|r)[-_.]?(\d*))?(?:[-_.]?dev[-_.]?(\d*))?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$/i;

const PHASES: Readonly<Record<string, number>> = { a: 0, alpha: 0, b: 1, beta: 1, c: 2, rc: 2, pre: 2, preview: 2 };

/** According to PEP 440: dev releases before pre-releases before the release before its post-releases. */
export function comparePep440(a: string, b: string): number {
  const [left, right] = [keyOf(a), keyOf(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return 0;
}

const PLACES = 12;

function keyOf(text: string): number[] {
  const match = VERSION.exec(text);
  if (!match) throw valueError('Version comparison failed: invalid version');
  const [, epoch = '0', release = '', phase, preNumber, implicit, post, dev] = match;
  const numbers = release.split('.').map(Number);
  const padded = Array.from({ length: PLACES }, (_, i) => numbers[i] ?? 0);
  const postNumber = implicit ?? post;
  const onlyDev = phase === undefined && postNumber === undefined && dev !== undefined;
  const pre = phase === undefined ? [onlyDev ? -1 : 9, 0] : [PHASES[phase.toLowerCase()] ?? 0, Number(preNumber ?? 0)];
  const after = postNumber === undefined ? -1 : Number(postNumber);
  return [Number(epoch), ...padded, ...pre, after, dev === undefined ? 1e9 : Number(dev)];
}
