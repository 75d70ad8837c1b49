import * as z from 'zod';
import type { Answers, Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { bool, integer, port, text } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import type { Query } from '../../query/query.ts';
import type { MysqlAnswer } from '../../query/services/mysql.ts';
import type { MysqlServer } from '../mysql/mysql-login.ts';
import {
  loginAliases,
  loginNotTaken,
  expectServer,
  loginParams,
  mysqlServer,
  mysqlStep,
} from '../mysql/mysql-login.ts';
import type { Replica } from './mysql-replica.ts';
import { mysqlRawStatus, mysqlReplica } from './mysql-replica.ts';
import { renderChange, wantedSettings } from './mysql-replication-settings.ts';

/** Names of the modes before MySQL 8.0. */
const FORMER_MODES: Readonly<Record<string, string>> = {
  changemaster: 'changeprimary',
  startslave: 'startreplica',
  stopslave: 'stopreplica',
  resetslaveall: 'resetreplicaall',
  getslave: 'getreplica',
  getmaster: 'getprimary',
};

const params = z
  .strictObject({
    mode: z
      .preprocess(
        (value) => (typeof value === 'string' ? (FORMER_MODES[value] ?? value) : value),
        z.enum(['changeprimary', 'startreplica', 'stopreplica', 'resetreplicaall', 'getreplica', 'getprimary']),
      )
      .default('getreplica')
      .describe(
        '`changeprimary`: configure the primary if it differs; `startreplica` and `stopreplica`: start or stop replication; `resetreplicaall`: remove the replication settings; `getreplica` and `getprimary`: only read the status.',
      ),
    primary_host: text().optional().describe('Address of the primary.'),
    primary_port: port().optional().describe('Port of that server.'),
    primary_user: text().optional().describe('Account to replicate with.'),
    primary_password: text()
      .optional()
      .meta({ secret: true })
      .describe(
        'Password of the account. It is set only together with other changes, since no server returns it for comparison.',
      ),
    primary_connect_retry: integer().optional().describe('Seconds between attempts to connect.'),
    primary_auto_position: bool().optional().describe('MySQL: find the position by GTID.'),
    primary_use_gtid: z
      .enum(['no', 'disabled', 'slave_pos', 'replica_pos', 'current_pos'])
      .optional()
      .describe('MariaDB: the GTID position to start from; `no` and `disabled` turn GTIDs off.'),
    primary_log_file: text()
      .optional()
      .describe('Binary log of the primary to start from, without GTIDs. Set only together with other changes.'),
    primary_log_pos: integer().optional().describe('Position in the binary log.'),
    primary_ssl: bool().optional().describe('Replicate over TLS.'),
    primary_ssl_ca: text().optional().describe("CA bundle that the primary's certificate is verified against."),
    primary_ssl_cert: text().optional().describe('Client certificate of the replica.'),
    primary_ssl_key: text().optional().describe('Private key of the certificate.'),
    primary_ssl_verify_server_cert: bool()
      .optional()
      .describe("Verify that the primary's certificate is valid for its host name."),
    ...loginParams,
  })
  .refine((p) => p.mode !== 'changeprimary' || p.primary_host !== undefined, {
    path: ['primary_host'],
    message: 'is needed with mode: changeprimary',
  });

type Params = z.output<typeof params>;
type Raw = Readonly<Record<string, string>>;

interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly server: Query<MysqlAnswer<MysqlServer>>;
  readonly replica: readonly Query<MysqlAnswer<Replica>>[];
  readonly status: readonly Query<MysqlAnswer<Raw>>[];
}
type Found = Answers<Asked>;

/** Manages the replication of a MySQL or MariaDB server. */
export const mysqlReplication = defineState({
  name: 'mysql_replication',
  summary: 'Configures, starts and stops the replication of a MySQL or MariaDB server, and reads its status.',
  params,
  notTaken: {
    ...loginNotTaken,
    channel: 'Run CHANGE REPLICATION SOURCE with mysql_query: only the default channel is looked at.',
    connection_name: 'Run CHANGE MASTER with mysql_query: only the default connection is looked at.',
    fail_on_error: leftOut('an error always fails the task.'),
    primary_delay: 'Run CHANGE REPLICATION SOURCE with mysql_query.',
    primary_ssl_capath: 'Give primary_ssl_ca, a file.',
    primary_ssl_cipher: leftOut('the servers agree on a cipher.'),
    relay_log_file: leftOut('primary_auto_position finds the place.'),
    relay_log_pos: leftOut('primary_auto_position finds the place.'),
  },
  aliases: {
    ...loginAliases,
    master_host: 'primary_host',
    master_log_file: 'primary_log_file',
    master_log_pos: 'primary_log_pos',
    master_password: 'primary_password',
    master_user: 'primary_user',
    master_auto_position: 'primary_auto_position',
    master_connect_retry: 'primary_connect_retry',
    master_port: 'primary_port',
    master_ssl: 'primary_ssl',
    master_ssl_ca: 'primary_ssl_ca',
    master_ssl_cert: 'primary_ssl_cert',
    master_ssl_key: 'primary_ssl_key',
    master_use_gtid: 'primary_use_gtid',
  },
  examples: [
    '- mysql_replication:\n    mode: changeprimary\n    primary_host: 10.0.0.7\n    primary_user: replica\n    primary_password: "<%= mysql_replication_password %>"\n    primary_auto_position: yes\n    primary_ssl: yes\n',
    '- mysql_replication:\n    mode: getreplica\n  register: replica\n',
  ],
  returns: {
    Is_Replica: 'With `getreplica`: whether the server is a replica.',
    Is_Primary: 'With `getprimary`: whether the server writes a binary log.',
    '*': "All columns of SHOW REPLICA STATUS, also under MySQL's names, or of the primary's status, such as `File`.",
  },
  queries: (p): Asked => ({
    server: mysqlServer(p),
    replica: isRead(p) ? [] : [mysqlReplica(p)],
    status: isRead(p) ? [mysqlRawStatus(p, p.mode === 'getreplica' ? 'replica' : 'primary')] : [],
  }),
  diff: (p, s: Found) => {
    const server = expectServer(s.server);
    return isRead(p) ? [] : diff(p, server, replicaOf(s));
  },
  apply: (p, s: Found) => [mysqlStep(p, statements(p, expectServer(s.server), replicaOf(s)))],
  predict: (p, s: Found) => [{ query: mysqlReplica(p), answer: after(p, expectServer(s.server), replicaOf(s)) }],
  writes: () => ({ keys: ['mysql:replica'] }),
  result: (p, s: Found) => {
    const [status] = s.status;
    const isAny = status !== undefined && status !== null && Object.keys(status).length > 0;
    if (p.mode === 'getreplica') return { Is_Replica: isAny, ...status };
    return p.mode === 'getprimary' ? { Is_Primary: isAny, ...status } : {};
  },
  convergeTimeoutMs: 5000,
});

const isRead = (p: Params): boolean => p.mode === 'getreplica' || p.mode === 'getprimary';

const replicaOf = (s: Found): Replica => expectServer(s.replica[0] ?? null);

function diff(p: Params, server: MysqlServer, replica: Replica): Change[] {
  switch (p.mode) {
    case 'changeprimary':
      return wantedSettings(p, server)
        .map(([name, after]) => ({
          attribute: name,
          before: replica.exists ? (replica.settings[name] ?? null) : null,
          after,
        }))
        .filter(({ before, after }) => before !== after);
    case 'startreplica':
      if (!replica.exists)
        throw new ModuleFailure('no primary is configured on the server', 'Use mode: changeprimary first.');
      return replica.isReceiving && replica.isApplying
        ? []
        : [{ attribute: 'replication', before: 'stopped', after: 'running' }];
    case 'stopreplica':
      return replica.exists && (replica.isReceiving || replica.isApplying)
        ? [{ attribute: 'replication', before: 'running', after: 'stopped' }]
        : [];
    case 'resetreplicaall':
      return replica.exists ? [{ attribute: 'replication', before: 'set up', after: 'none' }] : [];
    case 'getreplica':
    case 'getprimary':
      return [];
  }
}

function statements(p: Params, server: MysqlServer, replica: Replica): string[] {
  const isRunning = replica.exists && (replica.isReceiving || replica.isApplying);
  const stop = isRunning ? ['STOP REPLICA'] : [];
  if (p.mode === 'startreplica') return ['START REPLICA'];
  if (p.mode === 'stopreplica') return stop;
  if (p.mode === 'resetreplicaall') return [...stop, 'RESET REPLICA ALL'];
  return [...stop, renderChange(p, server), ...(isRunning ? ['START REPLICA'] : [])];
}

function after(p: Params, server: MysqlServer, replica: Replica): Replica {
  if (p.mode === 'resetreplicaall') return { exists: false };
  const before = replica.exists
    ? replica
    : { exists: true as const, settings: {}, isReceiving: false, isApplying: false };
  if (p.mode === 'changeprimary')
    return { ...before, settings: { ...before.settings, ...Object.fromEntries(wantedSettings(p, server)) } };
  const runs = p.mode === 'startreplica';
  return { ...before, isReceiving: runs, isApplying: runs };
}
