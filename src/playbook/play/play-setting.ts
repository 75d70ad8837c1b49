/** A batch size: a whole number, where 0 means all hosts, or a percentage. Throws `TypeError` with the expected form. */
export function batchSizeOf(value: unknown): number | string {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  if (/^0+$/.test(text)) return '100%';
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  if (/^(100|[1-9]\d?)%$/.test(text)) return text;
  throw new TypeError('a number of hosts, or a percentage such as 25%');
}

/** A number from 0 to 100, with or without a percent sign. Throws `TypeError` with the expected form. */
export function percentageOf(value: unknown): number {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
  const number = Number.parseFloat(text);
  if (/^\d+(\.\d+)?%?$/.test(text) && number <= 100) return number;
  throw new TypeError('a number from 0 to 100');
}

/** A boolean, also as a word. Throws `TypeError` with the expected form. */
export function flagOf(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  const text = String(value).toLowerCase();
  if (['yes', 'on', '1', 'true', 't', 'y', '1.0'].includes(text)) return true;
  if (['no', 'off', '0', 'false', 'f', 'n', '0.0'].includes(text)) return false;
  throw new TypeError('true or false');
}
