import * as z from 'zod';
import type { Answers, Change, Owned, Prediction } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { bool, text } from '../../module-api/params.ts';
import type { Step } from '../../module-api/step.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import type { Query } from '../../query/query.ts';
import type { MysqlAnswer } from '../../query/services/mysql.ts';
import type { Account, AccountName } from './mysql-account.ts';
import { mysqlAccount, mysqlAccountHosts, renderAccount, requirementOf } from './mysql-account.ts';
import type { Authentication } from './mysql-authentication.ts';
import { isAuthenticated, renderIdentified, wantedAuthentication } from './mysql-authentication.ts';
import type { Grants } from './mysql-grants.ts';
import { parsePrivileges, PrivilegeError } from './mysql-grants.ts';
import { diffGrants, mergeGrants, renderGrantChanges } from './mysql-grant-changes.ts';
import type { MysqlServer } from './mysql-login.ts';
import { loginAliases, loginNotTaken, expectServer, loginParams, mysqlServer, mysqlStep } from './mysql-login.ts';

const params = z
  .strictObject({
    name: text().describe('Name of the account; an empty name means the anonymous account.'),
    host: text().default('localhost').describe('Host from which the account may connect; % means any host.'),
    host_all: bool().default(false).describe('With `absent`: remove the accounts of this name for all hosts.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether the account exists.'),
    password: text().optional().meta({ secret: true }).describe('Password of the account.'),
    encrypted: bool()
      .default(false)
      .describe('The password is the stored form of mysql_native_password (* and 40 hex digits).'),
    update_password: z
      .enum(['always', 'on_create'])
      .default('always')
      .describe('Whether to set the password of an existing account.'),
    plugin: text().optional().describe('Authentication plugin, such as caching_sha2_password, ed25519 or unix_socket.'),
    plugin_hash_string: text().optional().meta({ secret: true }).describe('Password hash as stored by the plugin.'),
    priv: z
      .union([text(), z.record(z.string(), text())])
      .optional()
      .describe(
        'Privileges, as `db.table:SELECT,INSERT/db2.*:ALL` or a mapping of objects to privileges. Without this parameter, the privileges are not changed.',
      ),
    append_privs: bool().default(false).describe('Keep privileges that are not listed.'),
    tls_requires: z
      .union([z.record(z.string(), z.union([text(), z.null()])), z.literal('NONE')])
      .optional()
      .describe('TLS requirements: a mapping with SSL, X509, SUBJECT, ISSUER or CIPHER; NONE means no requirements.'),
    sql_log_bin: bool().default(true).describe('Write the statements to the binary log, so that they are replicated.'),
    ...loginParams,
  })
  .refine((p) => p.plugin_hash_string === undefined || p.plugin !== undefined, {
    path: ['plugin_hash_string'],
    message: 'needs plugin',
  })
  .refine((p) => p.plugin_hash_string === undefined || p.password === undefined, {
    path: ['plugin_hash_string'],
    message: 'excludes password: give one of them',
  })
  .refine((p) => !p.encrypted || p.password === undefined || /^\*[0-9A-Fa-f]{40}$/.test(p.password), {
    path: ['password'],
    message: 'must be * and 40 hex digits where encrypted is set',
  })
  .refine((p) => !p.host_all || p.state === 'absent', { path: ['host_all'], message: 'needs state: absent' })
  .superRefine((p, context) => {
    try {
      wantedGrants(p);
    } catch (error) {
      if (!(error instanceof PrivilegeError)) throw error;
      context.addIssue({ code: 'custom', path: ['priv'], message: `can't be understood: ${error.message}` });
    }
  });

type Params = z.output<typeof params>;

interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly server: Query<MysqlAnswer<MysqlServer>>;
  readonly account: Query<MysqlAnswer<Account>>;
  readonly hosts: readonly Query<MysqlAnswer<readonly string[]>>[];
}
type Found = Answers<Asked>;

/** Manages accounts of MySQL and MariaDB servers, with their passwords and privileges. */
export const mysqlUser = defineState({
  name: 'mysql_user',
  summary: 'Creates and removes MySQL and MariaDB accounts, and sets their passwords and privileges.',
  params,
  notTaken: {
    ...loginNotTaken,
    account_locking: 'Run ALTER USER ... ACCOUNT LOCK with mysql_query.',
    locked: 'Run ALTER USER ... ACCOUNT LOCK with mysql_query.',
    attributes: 'Run ALTER USER ... ATTRIBUTE with mysql_query.',
    column_case_sensitive: leftOut('column names keep their case.'),
    force_context: leftOut('nothing depends on it.'),
    password_expire: 'Run ALTER USER ... PASSWORD EXPIRE with mysql_query.',
    password_expire_interval: 'Run ALTER USER ... PASSWORD EXPIRE with mysql_query.',
    plugin_auth_string: 'Give plugin_hash_string.',
    resource_limits: 'Run ALTER USER ... WITH with mysql_query.',
    salt: leftOut(
      'a password is hashed before it is sent, for caching_sha2_password with a salt that depends on the account and the password.',
    ),
    session_vars: 'Run SET and the query with mysql_query.',
    subtract_privs: 'Name the privileges that are to stay: others are revoked unless append_privs is set.',
  },
  aliases: { ...loginAliases, user: 'name' },
  examples: [
    '- mysql_user:\n    name: app\n    host: 10.0.0.%\n    password: "<%= app_db_password %>"\n    priv: app.*:SELECT,INSERT,UPDATE,DELETE\n    tls_requires: { SSL: }\n',
    '- mysql_user:\n    name: ""\n    host_all: yes\n    state: absent\n',
  ],
  returns: { user: 'Name of the account.', plugin: 'Authentication plugin of the account.' },
  queries: (p): Asked => ({
    server: mysqlServer(p),
    account: mysqlAccount(p, p),
    hosts: p.host_all ? [mysqlAccountHosts(p, p.name)] : [],
  }),
  diff: (p, s: Found) => diff(p, s),
  apply: (p, s: Found): Step[] => [
    mysqlStep(p, [...(p.sql_log_bin ? [] : ['SET SESSION sql_log_bin = 0']), ...statements(p, s)]),
  ],
  predict: (p, s: Found) => predict(p, s),
  writes: (p) => ({ keys: [`mysql:account:${p.name}@${p.host}`, `mysql:accounts:${p.name}`] }),
  result: (p, s: Found) => ({ user: p.name, ...(s.account?.exists && { plugin: s.account.plugin }) }),
  owns: (p): Owned[] => {
    const login = Object.fromEntries(Object.keys(loginParams).map((key) => [key, p[key as keyof Params]]));
    const secretless = Object.fromEntries(
      Object.entries(login).filter(([key, value]) => value !== undefined && key !== 'login_password'),
    );
    const remove = { module: 'mysql_user', params: { name: p.name, host: p.host, state: 'absent', ...secretless } };
    return p.state === 'present' ? [{ key: `mysql:account:${p.name}@${p.host}`, remove }] : [];
  },
});

const wantedGrants = (p: Pick<Params, 'priv'>): Grants | undefined =>
  p.priv === undefined ? undefined : parsePrivileges(p.priv);

interface Wanted {
  /** Undefined means unchanged. */
  readonly authentication: Authentication | undefined;
  readonly requires: string | undefined;
  readonly grants: Grants | undefined;
}

function wanted(p: Params, server: MysqlServer, found: Account): Wanted {
  const named = wantedGrants(p);
  const grants = named && found.exists && p.append_privs ? mergeGrants(found.grants, named) : named;
  const keepsPassword = found.exists && p.update_password === 'on_create';
  return {
    authentication: keepsPassword
      ? undefined
      : wantedAuthentication(p, server, found.exists ? found.plugin : undefined),
    requires: p.tls_requires === undefined ? undefined : renderRequires(p.tls_requires),
    grants,
  };
}

function renderRequires(given: NonNullable<Params['tls_requires']>): string {
  if (given === 'NONE') return 'NONE';
  const parts = Object.fromEntries(Object.entries(given).map(([key, value]) => [key.toUpperCase(), value ?? '']));
  if ('X509' in parts) return 'X509';
  return requirementOf(parts) || ('SSL' in parts ? 'SSL' : 'NONE');
}

function diff(p: Params, s: Found): Change[] {
  const server = expectServer(s.server);
  const found = expectServer(s.account);
  if (p.state === 'absent') return diffAbsent(p, s, found);
  const want = wanted(p, server, found);
  const exists = found.exists ? [] : [{ attribute: 'state', before: 'absent', after: 'present' }];
  return [...exists, ...diffPassword(p, want, found), ...diffRequires(want, found), ...diffGrantsOf(p, want, found)];
}

function diffAbsent(p: Params, s: Found, found: Account): Change[] {
  const [hosts] = s.hosts;
  if (hosts === undefined) return found.exists ? [{ attribute: 'state', before: 'present', after: 'absent' }] : [];
  return expectServer(hosts).map((host) => ({ attribute: `account for ${host}`, before: 'present', after: 'absent' }));
}

function diffPassword(p: Params, { authentication }: Wanted, found: Account): Change[] {
  if (!authentication) return [];
  if (authentication.plugin === undefined)
    throw found.exists
      ? new ModuleFailure(
          `the password of ${p.name}@${p.host} can't be compared with what ${found.plugin} stores`,
          'Give plugin and plugin_hash_string, or update_password: on_create.',
        )
      : new ModuleFailure(
          `the form in which ${p.plugin ?? ''} stores a password can't be computed`,
          'Give plugin_hash_string instead of password.',
        );
  if (found.exists && isAuthenticated(authentication, found)) return [];
  const plugin =
    found.exists && found.plugin !== authentication.plugin
      ? [{ attribute: 'plugin', before: found.plugin, after: authentication.plugin }]
      : [];
  return [...plugin, { attribute: 'password', before: found.exists ? 'other' : null, after: 'as given', secret: true }];
}

function diffRequires({ requires }: Wanted, found: Account): Change[] {
  const before = found.exists ? found.requires : null;
  return requires === undefined || requires === (before ?? 'NONE')
    ? []
    : [{ attribute: 'tls_requires', before, after: requires }];
}

/** Displays only the privileges that the task names. */
const diffGrantsOf = (p: Params, { grants }: Wanted, found: Account): Change[] =>
  grants ? diffGrants(found.exists ? found.grants : {}, grants, wantedGrants(p)) : [];

function statements(p: Params, s: Found): string[] {
  const server = expectServer(s.server);
  const found = expectServer(s.account);
  if (p.state === 'absent') {
    const hosts = s.hosts[0] ? expectServer(s.hosts[0]) : [p.host];
    return hosts.map((host) => `DROP USER ${renderAccount({ name: p.name, host })}`);
  }
  const want = wanted(p, server, found);
  const account = renderAccount(p);
  const identified = want.authentication && renderIdentified(want.authentication, server);
  const identify = !found.exists || diffPassword(p, want, found).length > 0 ? identified : undefined;
  const require = diffRequires(want, found).length > 0 ? `REQUIRE ${want.requires ?? 'NONE'}` : undefined;
  const verb = found.exists ? 'ALTER USER' : 'CREATE USER';
  const alter =
    found.exists && !identify && !require ? [] : [[verb, account, identify, require].filter(Boolean).join(' ')];
  return [...alter, ...(want.grants ? renderGrantChanges(found.exists ? found.grants : {}, want.grants, account) : [])];
}

function predict(p: Params, s: Found): Prediction[] {
  const server = expectServer(s.server);
  const found = expectServer(s.account);
  const gone: Account = { exists: false };
  const hosts = { query: mysqlAccountHosts(p, p.name), answer: [] };
  if (p.state === 'absent')
    return [{ query: mysqlAccount(p, p), answer: gone }, ...(p.host_all ? [hosts, ...goneHosts(p, s)] : [])];
  const want = wanted(p, server, found);
  const before = found.exists ? found : { plugin: '', hashHex: '', requires: 'NONE', grants: {} };
  const account: Account = {
    exists: true,
    plugin: want.authentication?.plugin ?? before.plugin,
    hashHex:
      want.authentication && !(found.exists && isAuthenticated(want.authentication, found))
        ? Buffer.from(want.authentication.hash).toString('hex').toUpperCase()
        : before.hashHex,
    requires: want.requires ?? before.requires,
    grants: want.grants ?? before.grants,
  };
  return [{ query: mysqlAccount(p, p), answer: account }];
}

const goneHosts = (p: Params, s: Found): Prediction[] =>
  (s.hosts[0] ?? []).map((host) => {
    const account: AccountName = { name: p.name, host };
    return { query: mysqlAccount(p, account), answer: { exists: false } };
  });
