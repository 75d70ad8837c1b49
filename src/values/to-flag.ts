const TRUE = ['yes', 'on', 'true', '1', 'y', 't'];
const FALSE = ['no', 'off', 'false', '0', 'n', 'f'];

/** The boolean meaning of a value, as in Ansible; undefined if it has none. */
export function toFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase().trim() : '';
  if (TRUE.includes(word)) return true;
  return FALSE.includes(word) ? false : undefined;
}
