import { sqlText } from '../../query/services/mysql-client.ts';
import type { Account } from './mysql-account.ts';
import type { MysqlServer } from './mysql-login.ts';
import { cachingSha2Hash, isPasswordPlugin, matchesPassword, nativeHash } from './mysql-password.ts';

/** The authentication of an account. */
export interface Authentication {
  /** Undefined for the account's own plugin, whose stored form can't be computed here. */
  readonly plugin: string | undefined;
  /** The value that the server must store. */
  readonly hash: string;
  /** The password, if known; other stored forms of it are equivalent. */
  readonly password: string | undefined;
}

export interface AuthenticationParams {
  readonly name: string;
  readonly host: string;
  readonly password?: string | undefined;
  readonly encrypted: boolean;
  readonly plugin?: string | undefined;
  readonly plugin_hash_string?: string | undefined;
}

/**
 * The requested authentication; undefined if the task sets none. The stored form is computed here, so that the password never reaches
 * the server, its logs or its binary log, and so that a plan shows exactly what will be stored.
 */
export function wantedAuthentication(
  p: AuthenticationParams,
  server: MysqlServer,
  found: string | undefined,
): Authentication | undefined {
  if (p.password === undefined)
    return p.plugin === undefined
      ? undefined
      : { plugin: p.plugin, hash: p.plugin_hash_string ?? '', password: undefined };
  if (p.encrypted) return { plugin: 'mysql_native_password', hash: p.password.toUpperCase(), password: undefined };
  const plugin =
    p.plugin ?? keptPlugin(found) ?? (server.isMariaDb ? 'mysql_native_password' : 'caching_sha2_password');
  if (plugin === 'mysql_native_password') return { plugin, hash: nativeHash(p.password), password: p.password };
  if (plugin === 'caching_sha2_password')
    return { plugin, hash: cachingSha2Hash(p.password, `${p.name}@${p.host}`), password: p.password };
  return { plugin: undefined, hash: '', password: p.password };
}

/** The plugin of an account is kept, unless it does not use passwords. */
const keptPlugin = (found: string | undefined): string | undefined =>
  found === undefined || ['auth_socket', 'unix_socket', ''].includes(found) ? undefined : found;

/** Whether the account has the requested authentication. */
export function isAuthenticated(wanted: Authentication, found: Extract<Account, { exists: true }>): boolean {
  if (wanted.plugin !== found.plugin) return false;
  if (wanted.password !== undefined && isPasswordPlugin(found.plugin))
    return matchesPassword(found.plugin, found.hashHex, wanted.password);
  return Buffer.from(wanted.hash).toString('hex').toUpperCase() === found.hashHex.toUpperCase();
}

/** The clause of CREATE USER and ALTER USER. */
export function renderIdentified({ plugin = '', hash }: Authentication, { isMariaDb }: MysqlServer): string {
  if (isMariaDb) return `IDENTIFIED VIA ${plugin}${hash === '' ? '' : ` USING ${sqlText(hash)}`}`;
  return `IDENTIFIED WITH ${sqlText(plugin)}${hash === '' ? '' : ` AS ${sqlText(hash)}`}`;
}
