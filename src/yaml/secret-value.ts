import type { YamlScalar } from './node.ts';

const MIN_NUMBER_LENGTH = 6;

/**
 * Values that stand in most settings and in much of what a run prints. To mask them would hide no secret, and half of
 * the output. docs/security.md lists them.
 */
export const COMMON_VALUES: ReadonlySet<string> = new Set(
  (
    'absent present latest started stopped restarted reloaded enabled disabled directory file link touch true false yes no on off ' +
    'none null auto default local remote master slave primary replica source read write admin root mysql postgres redis ' +
    'nginx http https localhost 127.0.0.1 0.0.0.0 utf8 utf8mb4 production staging development test info debug warning error'
  ).split(' '),
);

/**
 * Whether a value of a file that is encrypted as a whole is taken for a secret. Such files hold settings too: booleans,
 * numbers of fewer than 6 characters, such as ports, and `COMMON_VALUES` are none.
 */
export function isSecretValue(raw: string, value: YamlScalar['value']): boolean {
  if (value === null || typeof value === 'boolean') return false;
  if (typeof value === 'number' || typeof value === 'bigint') return raw.length >= MIN_NUMBER_LENGTH;
  return !COMMON_VALUES.has(raw.trim().toLowerCase());
}
