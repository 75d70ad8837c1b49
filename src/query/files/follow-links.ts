/** As many as the kernel follows. */
const MOST_LINKS = 40;

/**
 * The absolute path that a path leads to when all its links are followed, also one at its end; undefined if there are too many, as in a
 * circle. `targetAt` returns a link's target as it is stored, for a path without links above it; undefined for what is not a link.
 */
export function followLinks(path: string, targetAt: (path: string) => string | undefined): string | undefined {
  let at = '';
  let followed = 0;
  const rest = namesIn(path);
  while (rest.length > 0) {
    const name = rest.pop() ?? '';
    if (name === '..') at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
    else {
      const target = targetAt(`${at}/${name}`);
      if (target === undefined) at = `${at}/${name}`;
      else if (++followed > MOST_LINKS) return undefined;
      else {
        if (target.startsWith('/')) at = '';
        rest.push(...namesIn(target));
      }
    }
  }
  return at || '/';
}

/** The last one first. */
const namesIn = (path: string): string[] =>
  path
    .split('/')
    .filter((name) => name !== '' && name !== '.')
    .reverse();
