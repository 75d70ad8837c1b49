import { BoundedRegExp } from '../../values/bounded-regexp.ts';

/** Tests names: a glob with `*`, `?`, `[abc]`, `[!abc]`, for the whole name, or after `~` a regular expression, anchored at the start. */
export function nameMatcher(pattern: string): (name: string) => boolean {
  if (!pattern.startsWith('~') && !/[*?[]/.test(pattern)) return (name) => name === pattern;
  const expression = pattern.startsWith('~') ? regular(pattern.slice(1)) : new RegExp(`^(?:${glob(pattern)})$`, 'su');
  return (name) => expression.test(name);
}

/** Converts Python's syntax for flags and named groups to JavaScript. Throws SyntaxError. */
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

/** The content of a character set. As in Python's fnmatch, a range whose end precedes its start is empty. */
const ranges = (set: string): string =>
  set
    .replace(/([^])-([^])/gsu, (range, first: string, last: string) => (first > last ? '' : range))
    .replace(/[\\[\]^]/g, '\\$&');
