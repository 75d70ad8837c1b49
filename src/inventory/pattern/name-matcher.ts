import { BoundedRegExp } from '../../values/bounded-regexp.ts';

/** A test of names: a glob of `*`, `?`, `[abc]`, `[!abc]`, which fits whole, or after `~` a regular expression, which fits from the start. */
export function nameMatcher(pattern: string): (name: string) => boolean {
  if (!pattern.startsWith('~') && !/[*?[]/.test(pattern)) return (name) => name === pattern;
  const expression = pattern.startsWith('~') ? regular(pattern.slice(1)) : new RegExp(`^(?:${glob(pattern)})$`, 'su');
  return (name) => expression.test(name);
}

/** Python's ways to write flags and named groups, as JavaScript has them. Throws SyntaxError. */
function regular(pattern: string): RegExp {
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const body = pattern
    .slice(flags?.[0].length ?? 0)
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\Z', '$');
  return new BoundedRegExp(`^(?:${body})`, flags?.[1] ?? '');
}

function glob(pattern: string): string {
  return pattern.replace(
    /\*|\?|\[(!?)(\]?[^\]]*)\]|[^*?]/gsu,
    (part, negated: string | undefined, set: string | undefined) => {
      if (part === '*') return '.*';
      if (part === '?') return '.';
      if (set !== undefined) return `[${negated ? '^' : ''}${ranges(set)}]`;
      return part.replace(/[\\^$.|+()[\]{}/]/g, '\\$&');
    },
  );
}

/** The inside of a set of characters. As Python's fnmatch has it, a range whose end is before its begin is none. */
const ranges = (set: string): string =>
  set
    .replace(/([^])-([^])/gsu, (range, first: string, last: string) => (first > last ? '' : range))
    .replace(/[\\[\]^]/g, '\\$&');
