import type { Change } from '../../module-api/module.ts';
import { missingTransactions } from './mysql-gtid.ts';
import type { MysqlPosition } from './mysql-position.ts';
import type { Replica } from './mysql-replica.ts';

export interface ReplicaFindings {
  readonly isMariaDb: boolean;
  /** Settings by name, as the server shows them. */
  readonly wanted: readonly (readonly [name: string, value: string])[];
  readonly replica: Replica;
  readonly status: Readonly<Record<string, string>>;
  readonly own: MysqlPosition;
  /** null: it does not answer. */
  readonly primary: MysqlPosition | null;
  readonly primaryAddress: string;
  readonly isHalfSeeded: boolean;
  readonly mayReseed: boolean;
}

export type ReplicaPlan =
  | { readonly kind: 'refuse'; readonly message: string; readonly hint: string }
  /** Its data is to be replaced. */
  | { readonly kind: 'seed'; readonly because: string }
  /** It can go on with what it has. No changes: it is healthy. */
  | { readonly kind: 'follow'; readonly changes: readonly Change[]; readonly isOnlyStopped: boolean };

/** What it takes for a server to replicate from its primary. Data that is not known to come from there is never given up unasked. */
export function planReplica(found: ReplicaFindings): ReplicaPlan {
  const { own, primary, replica, primaryAddress, isHalfSeeded, mayReseed } = found;
  const changes = diffSettings(found);
  if (primary === null) {
    if (changes.length === 0 && !isHalfSeeded) return { kind: 'follow', changes: [], isOnlyStopped: false };
    return {
      kind: 'refuse',
      message: `the primary at ${primaryAddress} does not answer`,
      hint: 'If it is lost, promote this replica: playbooks/promote.yml.',
    };
  }
  const because = isHalfSeeded ? 'half a copy: an earlier one did not end' : isFresh(replica, own) ? 'none' : undefined;
  const obstacle = because === undefined ? findObstacle(found, primary) : undefined;
  if (because === undefined && obstacle === undefined)
    return { kind: 'follow', changes, isOnlyStopped: changes.every(({ attribute }) => attribute === 'replication') };
  if (obstacle !== undefined && !mayReseed)
    return {
      kind: 'refuse',
      message: obstacle,
      hint: 'Look at what it holds first. To replace all of it by a copy of the primary, run once with -e mysql_replica_reseed=true.',
    };
  if (own.release !== primary.release)
    return {
      kind: 'refuse',
      message: `a copy of ${primary.release} can't be put into ${own.release}`,
      hint: 'Bring both servers to one release.',
    };
  return { kind: 'seed', because: because ?? obstacle ?? '' };
}

const isFresh = (replica: Replica, own: MysqlPosition): boolean =>
  !replica.exists && own.transactions === '' && own.databases.length === 0;

/** Why it can't go on from what it has. */
function findObstacle(
  { isMariaDb, replica, status, own, primaryAddress }: ReplicaFindings,
  primary: MysqlPosition,
): string | undefined {
  const errant = missingTransactions(isMariaDb, own.transactions, primary.transactions);
  if (errant !== '') return `it has transactions that the primary at ${primaryAddress} does not have: ${errant}`;
  if (!replica.exists && own.transactions === '')
    return `it holds databases that did not come from the primary: ${own.databases.join(', ')}`;
  // errors of the receiver that no further attempt can mend: what it asks for is not there
  if (status['Last_IO_Errno'] === '1236' || status['Last_IO_Errno'] === '13114')
    return `replication broke: ${status['Last_IO_Error'] ?? ''}`;
  if ((status['Last_SQL_Errno'] ?? '0') !== '0') return `replication broke: ${status['Last_SQL_Error'] ?? ''}`;
  return undefined;
}

function diffSettings({ wanted, replica, status }: ReplicaFindings): Change[] {
  const settings = wanted
    .map(([attribute, after]) => ({
      attribute,
      before: replica.exists ? (replica.settings[attribute] ?? null) : null,
      after,
    }))
    .filter(({ before, after }) => before !== after);
  const refused = status['Last_IO_Errno'] === '1045';
  const runs = replica.exists && replica.isReceiving && replica.isApplying;
  return [
    ...settings,
    ...(refused ? [{ attribute: 'password', before: 'refused', after: 'as given', secret: true }] : []),
    ...(runs ? [] : [{ attribute: 'replication', before: replica.exists ? 'stopped' : null, after: 'running' }]),
  ];
}
