import type { Refusal, RunningServer, SurveyedServer } from './mysql-record.ts';
import { countLacking, describeHolding, knows, latestPromotions, runningOf, transactionsOf } from './mysql-record.ts';

export interface WantedPromotion {
  /** The server to promote. */
  readonly name: string;
  /** The primary according to the inventory. */
  readonly primary: string;
  /** Number of transactions of other servers that may be discarded. */
  readonly discard: number;
}

const SWITCHOVER = 'To move away from a primary that works, run provision --playbook switchover.';

/** Why a server must not be promoted; undefined if it may. */
export function judgePromotion(wanted: WantedPromotion, servers: readonly SurveyedServer[]): Refusal | undefined {
  const { name, discard } = wanted;
  const candidate = runningOf(servers).find((server) => server.name === name);
  if (!candidate) return notRunning(name, servers);
  const richer = runningOf(servers)
    .map((server) => ({ server, count: countLacking(server, candidate) }))
    .filter(({ count }) => count > 0);
  const total = richer.reduce((sum, { count }) => sum + count, 0);
  if (total > 0 && total === discard) return undefined;
  const lists = richer.map(
    ({ server, count }) => `${server.name} has ${transactionsOf(count)} that ${candidate.name} lacks`,
  );
  const working = findWorking(candidate, wanted.primary, servers);
  if (working !== undefined)
    return { message: [`${working} still answers`, ...lists].join(', and '), hint: withDiscard(SWITCHOVER, total) };
  if (total === 0) return undefined;
  return {
    message: `${lists.join(', ')}; ${describeHolding(candidate)}`,
    hint: withDiscard(`Promote the server that has more.`, total),
  };
}

const notRunning = (name: string, servers: readonly SurveyedServer[]): Refusal => ({
  message: [
    `${name} can't be made primary`,
    ...servers.filter((server) => server.name === name).map(describeHolding),
  ].join(': '),
  hint: 'Its database server must run and hold data. Name another one with -e new_primary=NAME.',
});

const withDiscard = (hint: string, total: number): string =>
  total === 0
    ? hint
    : `${hint} To give up these ${transactionsOf(total)}, run it again with -e mysql_replica_discard=${total}.`;

/** Refuses if the primary works, since a switchover moves the role without a loss. */
function findWorking(
  candidate: RunningServer,
  inventoryPrimary: string,
  servers: readonly SurveyedServer[],
): string | undefined {
  const latest = latestPromotions(servers);
  if (latest.length > 1) return undefined;
  const [record] = latest;
  const current = record?.host ?? inventoryPrimary;
  const primary = runningOf(servers).find(({ name }) => name === current && name !== candidate.name);
  if (!primary || primary.standing.isClosed || primary.standing.source !== '') return undefined;
  const isWhole = record ? knows(primary, record) : countLacking(candidate, primary) === 0;
  return isWhole ? current : undefined;
}
