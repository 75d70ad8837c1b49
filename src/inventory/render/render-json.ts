/** JSON with sorted keys, four spaces per level, integers of any size, and NaN and Infinity as in Python; `depth`: the enclosing level. */
export function renderJson(value: unknown, depth = 0): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value === undefined) return 'null';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => renderJson(item, depth + 1));
    return renderItems('[]', items, depth);
  }
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const items = entries.map(([key, each]) => `${JSON.stringify(key)}: ${renderJson(each, depth + 1)}`);
  return renderItems('{}', items, depth);
}

/** Renders text items between brackets, one per line. */
export function renderItems(brackets: '[]' | '{}', items: readonly string[], depth: number): string {
  if (items.length === 0) return brackets;
  const indent = '    '.repeat(depth + 1);
  return `${brackets.charAt(0)}\n${items.map((item) => indent + item).join(',\n')}\n${'    '.repeat(depth)}${brackets.charAt(1)}`;
}
