import type { YamlScalar } from './node.ts';

const MIN_NUMBER_LENGTH = 6;

/**
 * Values that occur in most settings and often in a run's output. Masking them would protect no secret, but hide half of
 * the output. They are listed in docs/security.md.
 */
export const COMMON_VALUES: ReadonlySet<string> = new Set(
  (
    'absent present latest started stopped restarted reloaded enabled disabled directory file link touch true false yes no on off ' +
    'none null auto default local remote master slave primary replica source read write admin root mysql postgres redis ' +
    'nginx http https localhost 127.0.0.1 0.0.0.0 utf8 utf8mb4 production staging development test info debug warning error'
  ).split(' '),
);

/**
 * Whether a value in an encrypted file is considered a secret. Such files contain settings too: booleans,
 * numbers of fewer than 6 characters, such as ports, and `COMMON_VALUES` are not secrets.
 */
export function isSecretValue(raw: string, value: YamlScalar['value']): boolean {
  if (value === null || typeof value === 'boolean') return false;
  if (typeof value === 'number' || typeof value === 'bigint') return raw.length >= MIN_NUMBER_LENGTH;
  return !COMMON_VALUES.has(raw.trim().toLowerCase());
}
