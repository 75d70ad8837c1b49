import type { Promotion } from './mysql-standing.ts';
import type { Refusal, RunningServer, SurveyedServer } from './mysql-record.ts';
import { countLacking, describeHolding, knows, latestPromotions, runningOf, transactionsOf } from './mysql-record.ts';

/** Why the inventory's primary is wrong; undefined if the databases agree with the inventory. */
export function judgeInventory(primary: string, servers: readonly SurveyedServer[]): Refusal | undefined {
  const latest = latestPromotions(servers);
  if (latest.length > 1) return splitBrain(latest, servers);
  const [record] = latest;
  if (record && record.host !== primary) return otherPrimary(primary, record, servers);
  const named = servers.find(({ name }) => name === primary);
  if (!named || named.state === 'unasked') return undefined;
  const others = servers.filter(({ name }) => name !== primary);
  if (named.state === 'running' && named.standing.source !== '') return replicatesItself(named);
  return lostItsData(named, record, others) ?? holdsLess(named, record, others) ?? mustNotOpen(named, others);
}

function splitBrain(latest: readonly Promotion[], servers: readonly SurveyedServer[]): Refusal {
  const hosts = latest.map(({ host }) => host);
  return {
    message: `${hosts.join(' and ')} were each made primary without knowing of the other: ${servers.map(describeHolding).join(', ')}`,
    hint: `Decide which one to keep, and run provision --playbook promote -e new_primary=NAME. It says how many transactions that would discard.`,
  };
}

function otherPrimary(primary: string, record: Promotion, servers: readonly SurveyedServer[]): Refusal {
  const holder = servers.find(({ name }) => name === record.host);
  const since = `${record.host} was made primary on ${record.since} (promotion ${record.number})`;
  if (holder && isEmptied(holder, record)) return emptied(holder, richest(servers, record), since);
  return {
    message: `the inventory names ${primary} as the primary, but ${since}`,
    hint: holder
      ? `Put ${record.host} into the group db_primary and ${primary} into db_replica, then run again.`
      : `Put ${record.host} into the group db_primary, then run again. If it is lost, run provision --playbook promote.`,
  };
}

/** The server is reachable, but has lost the record of its own promotion. */
const isEmptied = (server: SurveyedServer, record: Promotion): boolean =>
  server.state === 'absent' || (server.state === 'running' && !knows(server, record));

const richest = (servers: readonly SurveyedServer[], record: Promotion): RunningServer | undefined =>
  runningOf(servers).find((server) => knows(server, record));

function emptied(server: SurveyedServer, holder: RunningServer | undefined, since: string): Refusal {
  const lacking = holder && countLacking(holder, server);
  return {
    message: `${since}, but ${describeHolding(server)} and not that record${holder ? `, while ${holder.name} has ${transactionsOf(lacking ?? 0)} that ${server.name} lacks` : ''}`,
    hint: holder
      ? `Run provision --playbook promote -e new_primary=${holder.name}. ${server.name} then becomes a replica of it.`
      : 'Start the server that has the record, or restore a backup.',
  };
}

function replicatesItself({ name, standing }: RunningServer): Refusal {
  return {
    message: `the inventory names ${name} as the primary, but it replicates from ${standing.source}`,
    hint: 'Swap the hosts in the groups db_primary and db_replica, or run provision --playbook switchover to make it the primary.',
  };
}

function lostItsData(
  named: SurveyedServer,
  record: Promotion | undefined,
  others: readonly SurveyedServer[],
): Refusal | undefined {
  if (!record || !isEmptied(named, record)) return undefined;
  const since = `${record.host} was made primary on ${record.since} (promotion ${record.number})`;
  return emptied(named, richest(others, record), since);
}

/** Without a record, it is unknown which of two differing servers is right; with a record, the promoted server is. */
function holdsLess(
  named: SurveyedServer,
  record: Promotion | undefined,
  others: readonly SurveyedServer[],
): Refusal | undefined {
  if (record && named.state === 'running' && !named.standing.isClosed) return undefined;
  const ahead = runningOf(others).filter((other) => countLacking(other, named) > 0 || isUnknownData(named, other));
  const [first] = ahead;
  if (!first) return undefined;
  const differing = ahead.map(
    (other) => `${other.name} has ${transactionsOf(countLacking(other, named))} that ${named.name} lacks`,
  );
  const lost = named.state === 'running' ? ahead.map((other) => countLacking(named, other)) : [];
  const back = lost.some((count) => count > 0)
    ? `, and ${named.name} has ${transactionsOf(Math.max(...lost))} that ${first.name} lacks`
    : '';
  return {
    message: `the inventory names ${named.name} as the primary, but ${differing.join(', ')}${back}: ${[named, ...ahead].map(describeHolding).join(', ')}`,
    hint: `If ${first.name} is the one to keep, run provision --playbook promote -e new_primary=${first.name}. To keep ${named.name}, run it with new_primary=${named.name}; it says how many transactions that would discard.`,
  };
}

/** Databases without transactions, next to a primary without databases. */
const isUnknownData = (named: SurveyedServer, other: RunningServer): boolean =>
  other.standing.databases.length > 0 && (named.state !== 'running' || named.standing.databases.length === 0);

/** A read-only or new server is made writable only if all other servers have been queried. */
function mustNotOpen(named: SurveyedServer, others: readonly SurveyedServer[]): Refusal | undefined {
  if (named.state === 'running' && !named.standing.isClosed) return undefined;
  const unasked = others.filter((other) => other.state === 'unasked');
  if (unasked.length === 0) return undefined;
  const names = unasked.map(({ name }) => name).join(', ');
  return {
    message: `${named.name} ${named.state === 'absent' ? 'holds no data' : 'is closed for writing'}, and whether ${names} took its place can't be known: ${unasked.map(describeHolding).join(', ')}`,
    hint: `Bring ${names} back and run again. If it is lost for good, take it out of the inventory.`,
  };
}
