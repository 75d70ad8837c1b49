const TRUE = ['yes', 'on', 'true', '1', 'y', 't'];
const FALSE = ['no', 'off', 'false', '0', 'n', 'f'];

/** What a value says where true or false is wanted, as Ansible reads it; undefined where it says neither. */
export function toFlag(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase().trim() : '';
  if (TRUE.includes(word)) return true;
  return FALSE.includes(word) ? false : undefined;
}
