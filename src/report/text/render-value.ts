const MAX_LENGTH = 200;

/** One side of a change on one line: words unchanged, other values as JSON, long ones truncated. */
export function renderValue(value: unknown): string {
  if (value === undefined || value === null) return '(none)';
  const text = typeof value === 'string' && isPlain(value) ? value : JSON.stringify(value);
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}...`;
}

const isPlain = (text: string): boolean => text !== '' && text.trim() === text && !/[\n\t"]/.test(text);
