export type Kind = 'string' | 'number' | 'boolean' | 'null' | 'undefined' | 'list' | 'mapping' | 'function' | 'regex';

/** The kind of a value, in YAML's terms. */
export function kindOf(value: unknown): Kind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  if (value instanceof RegExp) return 'regex';
  const type = typeof value;
  if (type === 'object') return 'mapping';
  return type === 'bigint' || type === 'symbol' ? 'undefined' : type;
}

/** The kind with an article: `a list`, `null`. */
export function describeKind(value: unknown): string {
  const kind = kindOf(value);
  if (kind === 'null' || kind === 'undefined') return kind;
  return kind === 'regex' ? 'a regular expression' : `a ${kind}`;
}
