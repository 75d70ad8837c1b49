import { distance } from 'fastest-levenshtein';

/** The candidate that was probably meant: at most a third of its letters differ. Undefined when none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const d = edits(word.toLowerCase(), candidate.toLowerCase());
    if (d < bestDistance) [best, bestDistance] = [candidate, d];
  }
  // a single letter is near to every other
  const most = Math.min(
    Math.max(1, Math.floor((best ?? '').length / 3)),
    Math.max(word.length, (best ?? '').length) - 1,
  );
  return bestDistance <= most ? best : undefined;
}

/** `Did you mean X?`, or undefined when nothing is near. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const found = nearest(word, candidates);
  return found === undefined ? undefined : `Did you mean ${found}?`;
}

/** `Did you mean X?`, or all candidates: `The tags are a, b.`. Without candidates, `none`. */
export function nameOneOf(
  word: string,
  what: string,
  candidates: readonly string[],
  none?: string,
): string | undefined {
  if (candidates.length === 0) return none;
  return didYouMean(word, candidates) ?? `The ${what} are ${listed(candidates)}.`;
}

/** The names, separated by commas; only the first ones of a long list. */
export const listed = (names: readonly string[]): string =>
  names.length > MOST_NAMES ? `${names.slice(0, MOST_NAMES).join(', ')}, ...` : names.join(', ');

const MOST_NAMES = 20;

/** Two neighbouring letters that were swapped are one slip, not two. */
function edits(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const swapped = a.slice(0, i) + (a[i + 1] ?? '') + (a[i] ?? '') + a.slice(i + 2);
  return a !== b && swapped === b ? 1 : distance(a, b);
}
