import * as z from 'zod';
import type { Answers, Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { bool, integer, path, port, text } from '../../module-api/params.ts';
import type { Step } from '../../module-api/step.ts';
import type { Query } from '../../query/query.ts';
import type { MysqlAnswer } from '../../query/services/mysql.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import type { MysqlServer } from '../mysql/mysql-login.ts';
import { expectServer, mysqlServer, mysqlStep } from '../mysql/mysql-login.ts';
import type { MysqlPosition } from './mysql-position.ts';
import { mysqlPosition } from './mysql-position.ts';
import type { Replica } from './mysql-replica.ts';
import { mysqlRawStatus, mysqlReplica } from './mysql-replica.ts';
import { planReplica } from './mysql-replica-plan.ts';
import { renderChange, wantedSettings } from './mysql-replication-settings.ts';
import { renderSeeding, SEEDING_MARK } from './mysql-seed-script.ts';

const params = z.strictObject({
  primary: text().describe('Address of the primary.'),
  port: port().default(3306).describe('Port of that server.'),
  user: text().describe('Account to replicate with.'),
  password: text().meta({ secret: true }).describe('Password of the account.'),
  seed_user: text().describe(
    'Account of the primary with read access to all data, to compare transactions and to copy the data.',
  ),
  seed_password: text().meta({ secret: true }).describe('Password of the account.'),
  ca_cert: path().describe("CA bundle that the primary's certificate is verified against."),
  client_cert: path().describe('Client certificate of this host.'),
  client_key: path().describe('Private key of the certificate.'),
  reseed: bool()
    .default(false)
    .describe(
      'Replace the data of a server that cannot replicate, because replication is broken or because it has data that did not come from the primary. A healthy replica is not changed.',
    ),
  discard: integer()
    .default(0)
    .describe(
      'Also replace the data if the server has exactly this number of transactions that the primary lacks. These transactions are lost.',
    ),
  dump_directory: path()
    .default('/var/backups/mysql')
    .describe('Directory for a dump of the data that is discarded and exists on no other server.'),
});

export type ReplicaParams = z.output<typeof params>;

interface Asked {
  readonly [name: string]: Query;
  readonly server: Query<MysqlAnswer<MysqlServer>>;
  readonly replica: Query<MysqlAnswer<Replica>>;
  readonly status: Query<MysqlAnswer<Readonly<Record<string, string>>>>;
  readonly own: Query<MysqlAnswer<MysqlPosition>>;
  readonly primary: Query<MysqlAnswer<MysqlPosition>>;
  readonly mark: Query<StatAnswer>;
}
type Found = Answers<Asked>;

/** Makes a host's server a replica of another server. */
export const mysqlReplicaOf = defineState({
  name: 'mysql_replica_of',
  summary:
    'Makes a MySQL or MariaDB server a replica of another server, and copies the data if the replica has none yet.',
  params,
  examples: [
    '- mysql_replica_of:\n    primary: 10.0.0.7\n    user: replica\n    password: "<%= mysql_replication_password %>"\n    seed_user: seed\n    seed_password: "<%= mysql_seed_password %>"\n    ca_cert: /etc/ssl/site/ca.crt\n    client_cert: /etc/ssl/site/host.crt\n    client_key: /etc/ssl/site/host.key\n',
  ],
  returns: {},
  queries: (p): Asked => ({
    server: mysqlServer({}),
    replica: mysqlReplica({}),
    status: mysqlRawStatus({}, 'replica'),
    // in this order, so that the primary has at least the replica's transactions
    own: mysqlPosition({}),
    primary: mysqlPosition(primaryLogin(p)),
    mark: stat(SEEDING_MARK),
  }),
  diff: (p, s: Found, { isRecheck: proving }) => {
    const changes = diff(p, s);
    // a replication that was just started needs a moment to connect
    if (proving && changes.length === 0 && s.status?.['Replica_IO_Running'] !== 'Yes')
      return [{ attribute: 'replication', before: s.status?.['Last_IO_Error'] ?? 'connecting', after: 'running' }];
    return changes;
  },
  apply: (p, s: Found): Step[] => apply(p, s),
  predict: (p, s: Found) => {
    const server = expectServer(s.server);
    const settings = Object.fromEntries(wantedSettings(settingsOf(p), server));
    const replica = { exists: true, settings, isReceiving: true, isApplying: true };
    const position = s.primary ?? s.own;
    return [
      { query: mysqlReplica({}), answer: replica },
      { query: mysqlRawStatus({}, 'replica'), answer: { Replica_IO_Running: 'Yes', Replica_SQL_Running: 'Yes' } },
      { query: mysqlPosition({}), answer: position },
      { query: stat(SEEDING_MARK), answer: { exists: false } },
    ];
  },
  // a copy contains accounts and databases
  writes: () => ({ keys: ['mysql:replica', `file:${SEEDING_MARK}`], unlistedEffects: 'anything' as const }),
  convergeTimeoutMs: 15_000,
});

const primaryLogin = (p: ReplicaParams) => ({
  login_host: p.primary,
  login_port: p.port,
  login_user: p.seed_user,
  login_password: p.seed_password,
  ca_cert: p.ca_cert,
  client_cert: p.client_cert,
  client_key: p.client_key,
});

const settingsOf = (p: ReplicaParams) => ({
  primary_host: p.primary,
  primary_port: p.port,
  primary_user: p.user,
  primary_password: p.password,
  primary_auto_position: true,
  primary_connect_retry: 5,
  primary_ssl: true,
  primary_ssl_ca: p.ca_cert,
  primary_ssl_cert: p.client_cert,
  primary_ssl_key: p.client_key,
  primary_ssl_verify_server_cert: true,
});

function planOf(p: ReplicaParams, s: Found) {
  const server = expectServer(s.server);
  return planReplica({
    isMariaDb: server.isMariaDb,
    wanted: wantedSettings(settingsOf(p), server),
    replica: expectServer(s.replica),
    status: expectServer(s.status),
    own: expectServer(s.own),
    primary: s.primary,
    primaryAddress: p.primary,
    isHalfSeeded: s.mark.exists,
    mayReseed: p.reseed,
    mayDiscard: p.discard,
  });
}

function diff(p: ReplicaParams, s: Found): Change[] {
  const plan = planOf(p, s);
  if (plan.kind === 'refuse') throw new ModuleFailure(plan.message, plan.hint);
  if (plan.kind === 'seed') return [{ attribute: 'data', before: plan.because, after: `a copy of ${p.primary}` }];
  return [...plan.changes];
}

function apply(p: ReplicaParams, s: Found): Step[] {
  const server = expectServer(s.server);
  const plan = planOf(p, s);
  const change = renderChange(settingsOf(p), server);
  if (plan.kind === 'seed')
    return [
      renderSeeding(server.isMariaDb, {
        primary: primaryLogin(p),
        databases: expectServer(s.own).databases,
        change,
        dumpDirectory: plan.keepsDump ? p.dump_directory : undefined,
      }),
    ];
  if (plan.kind === 'refuse') return [];
  const replica = expectServer(s.replica);
  const position = server.isMariaDb && !replica.exists ? ['SET GLOBAL gtid_slave_pos = @@GLOBAL.gtid_binlog_pos'] : [];
  const readOnly = `SET GLOBAL ${server.isMariaDb ? '' : 'super_'}read_only = ON`;
  const follow = plan.isOnlyStopped ? [] : ['STOP REPLICA', ...position, change];
  return [mysqlStep({}, [readOnly, ...follow, 'START REPLICA'])];
}
