import type { Query } from '../../query/query.ts';

const MOST_KEYS = 8;
const LONGEST = 200;

/** Describes queries, a line for each kind: `stat: /etc/hosts, /etc/fstab and 3 more`. */
export function describeQueries(queries: readonly Query[]): string {
  const kinds = new Map<string, string[]>();
  for (const { kind, args } of queries)
    kinds.set(kind.name, [...(kinds.get(kind.name) ?? []), shorten(kind.key(args))]);
  return [...kinds].map(([name, keys]) => `${name}${describeKeys(keys)}`).join('\n');
}

function describeKeys(keys: readonly string[]): string {
  const shown = keys.slice(0, MOST_KEYS).filter((key) => key !== '');
  if (shown.length === 0) return '';
  const rest = keys.length - MOST_KEYS;
  return `: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** A key is shown completely or not at all: secrets are masked later, and a part of a secret would not be recognized. */
function shorten(key: string): string {
  if (key.length > LONGEST) return `(${key.length} characters)`;
  return key.includes('\n') ? JSON.stringify(key) : key;
}
