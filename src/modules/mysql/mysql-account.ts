import type { Query } from '../../query/query.ts';
import type { MysqlAnswer } from '../../query/services/mysql.ts';
import { mysql } from '../../query/services/mysql.ts';
import { sqlText } from '../../query/services/mysql-client.ts';
import type { Grants } from './mysql-grants.ts';
import { parseShowGrants } from './mysql-grants.ts';
import type { LoginParams } from './mysql-login.ts';
import { rowsOf, toLogin } from './mysql-login.ts';

/** The state of an account. */
export type Account =
  | { readonly exists: false }
  | {
      readonly exists: true;
      readonly plugin: string;
      /** The stored form of the password, in hex, since it may contain any byte. */
      readonly hashHex: string;
      /** The TLS requirement: `NONE`, `SSL`, `X509`, or attributes of the certificate. */
      readonly requires: string;
      readonly grants: Grants;
    };

export interface AccountName {
  readonly name: string;
  readonly host: string;
}

export const renderAccount = ({ name, host }: AccountName): string => `${sqlText(name)}@${sqlText(host)}`;

/** An account with its privileges. */
export const mysqlAccount = (login: LoginParams, account: AccountName): Query<MysqlAnswer<Account>> =>
  mysql<Account>({
    login: toLogin(login),
    about: `account ${account.name}@${account.host}`,
    statements: [
      // MariaDB has a view of this name, and both have these columns
      'SELECT plugin, HEX(authentication_string), ssl_type, ssl_cipher, x509_issuer, x509_subject' +
        ` FROM mysql.user WHERE User = ${sqlText(account.name)} AND Host = ${sqlText(account.host)}`,
      `SHOW GRANTS FOR ${renderAccount(account)}`,
    ],
    interpret: ([account, grants]) => {
      const [row] = rowsOf(account);
      if (!row) return { exists: false };
      const [plugin = '', hashHex = '', type = '', cipher = '', issuer = '', subject = ''] = row;
      const requires = renderRequirement(type, { CIPHER: cipher, ISSUER: issuer, SUBJECT: subject });
      return {
        exists: true,
        plugin,
        hashHex,
        requires,
        grants: parseShowGrants(rowsOf(grants).map(([line = '']) => line)),
      };
    },
    reads: [`mysql:account:${account.name}@${account.host}`],
    lasts: true,
  });

/** The hosts of all accounts of a name. */
export const mysqlAccountHosts = (login: LoginParams, name: string): Query<MysqlAnswer<readonly string[]>> =>
  mysql({
    login: toLogin(login),
    about: `hosts of ${name}`,
    statements: [`SELECT Host FROM mysql.user WHERE User = ${sqlText(name)} ORDER BY Host`],
    interpret: ([hosts]) => rowsOf(hosts).map(([host = '']) => host),
    reads: [`mysql:accounts:${name}`],
    lasts: true,
  });

function renderRequirement(type: string, parts: Readonly<Record<string, string>>): string {
  if (type === 'SPECIFIED') return requirementOf(parts);
  return { ANY: 'SSL', X509: 'X509' }[type] ?? 'NONE';
}

/** Renders a TLS requirement as SQL, without empty attributes. */
export function requirementOf(parts: Readonly<Record<string, string>>): string {
  const given = Object.entries(parts).filter(([, value]) => value !== '' && value !== 'NULL');
  return given
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name} ${sqlText(value)}`)
    .join(' AND ');
}
