import type { Change } from '../../module-api/module.ts';
import { countMissing, countTransactions, missingTransactions } from './mysql-gtid.ts';
import type { MysqlPosition } from './mysql-position.ts';
import { transactionsOf } from './mysql-record.ts';
import type { Replica } from './mysql-replica.ts';

export interface ReplicaFindings {
  readonly isMariaDb: boolean;
  /** Settings by name, as the server shows them. */
  readonly wanted: readonly (readonly [name: string, value: string])[];
  readonly replica: Replica;
  readonly status: Readonly<Record<string, string>>;
  readonly own: MysqlPosition;
  /** Null if the server does not answer. */
  readonly primary: MysqlPosition | null;
  readonly primaryAddress: string;
  readonly isHalfSeeded: boolean;
  readonly mayReseed: boolean;
  /** Number of transactions of this server only that may be discarded. */
  readonly mayDiscard: number;
}

export type ReplicaPlan =
  | { readonly kind: 'refuse'; readonly message: string; readonly hint: string }
  /** The server's data must be replaced; `keepsDump` if the data exists nowhere else. */
  | { readonly kind: 'seed'; readonly because: string; readonly keepsDump: boolean }
  /** The server can continue with its data. Without changes, it is healthy. */
  | { readonly kind: 'follow'; readonly changes: readonly Change[]; readonly isOnlyStopped: boolean };

/** Plans how a server becomes a replica. Data that is not known to come from the primary is discarded only on request. */
export function planReplica(found: ReplicaFindings): ReplicaPlan {
  const { own, primary, replica, primaryAddress, isHalfSeeded } = found;
  const changes = diffSettings(found);
  if (primary === null) {
    if (changes.length === 0 && !isHalfSeeded) return { kind: 'follow', changes: [], isOnlyStopped: false };
    return {
      kind: 'refuse',
      message: `the primary at ${primaryAddress} does not answer`,
      hint: 'If it is lost, promote this replica: playbooks/promote.yml.',
    };
  }
  const because = isHalfSeeded
    ? 'an incomplete copy: an earlier one did not finish'
    : isFresh(replica, own)
      ? 'none'
      : undefined;
  const obstacle = because === undefined ? findObstacle(found, primary) : undefined;
  if (because === undefined && obstacle === undefined)
    return { kind: 'follow', changes, isOnlyStopped: changes.every(({ attribute }) => attribute === 'replication') };
  if (obstacle && !isAllowed(obstacle, found))
    return { kind: 'refuse', message: obstacle.message, hint: hintFor(obstacle) };
  if (own.release !== primary.release)
    return {
      kind: 'refuse',
      message: `a copy of ${primary.release} can't be put into ${own.release}`,
      hint: 'Bring both servers to one release.',
    };
  const keepsDump = obstacle !== undefined && (obstacle.discards > 0 || obstacle.isUnknownData === true);
  return { kind: 'seed', because: because ?? obstacle?.message ?? '', keepsDump };
}

const isAllowed = ({ isReplaceable, discards }: Obstacle, { mayReseed, mayDiscard }: ReplicaFindings): boolean =>
  isReplaceable && (discards > 0 ? discards === mayDiscard : mayReseed);

const isFresh = (replica: Replica, own: MysqlPosition): boolean =>
  !replica.exists && own.transactions === '' && own.databases.length === 0;

/** Why a server can't continue with its data. */
interface Obstacle {
  readonly message: string;
  /** Number of transactions that a copy of the primary's data would discard. */
  readonly discards: number;
  /** Whether the primary is a valid source for a copy. */
  readonly isReplaceable: boolean;
  readonly isUnknownData?: boolean;
}

const replaceable = (message: string): Obstacle => ({ message, discards: 0, isReplaceable: true });

function hintFor({ discards, isReplaceable }: Obstacle): string {
  if (!isReplaceable) return 'Make this server the primary: run provision --playbook promote with new_primary=NAME.';
  const word = discards > 0 ? `mysql_replica_discard=${discards}` : 'mysql_replica_reseed=true';
  return `Check its data first. To replace all of it by a copy of the primary, run once with -e ${word}.`;
}

function findObstacle(found: ReplicaFindings, primary: MysqlPosition): Obstacle | undefined {
  const { replica, status, own } = found;
  const errant = findErrant(found, primary);
  if (errant) return errant;
  if (!replica.exists && own.transactions === '')
    return {
      ...replaceable(`it holds databases that did not come from the primary: ${own.databases.join(', ')}`),
      isUnknownData: true,
    };
  // permanent errors of the receiver thread: the requested data does not exist
  if (status['Last_IO_Errno'] === '1236' || status['Last_IO_Errno'] === '13114')
    return replaceable(`replication broke: ${status['Last_IO_Error'] ?? ''}`);
  if ((status['Last_SQL_Errno'] ?? '0') !== '0')
    return replaceable(`replication broke: ${status['Last_SQL_Error'] ?? ''}`);
  return undefined;
}

/** Checks for transactions that only this server has. A primary with fewer and no common transactions is not a valid source. */
function findErrant({ isMariaDb, own, primaryAddress }: ReplicaFindings, primary: MysqlPosition): Obstacle | undefined {
  const errant = missingTransactions(isMariaDb, own.transactions, primary.transactions);
  if (errant === '') return undefined;
  const discards = countMissing(isMariaDb, own.transactions, primary.transactions);
  const lacks = countMissing(isMariaDb, primary.transactions, own.transactions);
  const all = countTransactions(isMariaDb, own.transactions);
  return {
    message:
      `it has ${transactionsOf(discards)} that the primary at ${primaryAddress} does not have: ${errant}; ` +
      `the primary has ${lacks} that it lacks`,
    discards,
    isReplaceable: discards < all || lacks >= all,
  };
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
