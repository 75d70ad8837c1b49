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

const MOST_NAMES = 3;

/** Names queries within a sentence: `stat /etc/hosts, shell and 3 more`. Of a hidden query, and of one that is not about a path, only its kind. */
export function nameQueries(queries: readonly Query[], isHidden: (query: Query) => boolean): string {
  const names = new Set(
    queries.map((query) => {
      const path = isHidden(query) ? undefined : query.kind.place?.(query.args).path;
      return path === undefined ? query.kind.name : `${query.kind.name} ${shorten(path)}`;
    }),
  );
  const rest = names.size - MOST_NAMES;
  return `${[...names].slice(0, MOST_NAMES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
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
