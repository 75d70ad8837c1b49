import { countOf } from '../../values/count-of.ts';
import { countMissing, countTransactions, missingTransactions } from './mysql-gtid.ts';
import type { MysqlStanding, Promotion } from './mysql-standing.ts';

/** A database server of the inventory, with its state if it could be queried. */
export type SurveyedServer =
  | { readonly name: string; readonly state: 'running'; readonly standing: MysqlStanding }
  /** `absent`: it holds no data. */
  | { readonly name: string; readonly state: 'absent' }
  /** The server's data is unknown. */
  | { readonly name: string; readonly state: 'unasked'; readonly because: string };

export type RunningServer = Extract<SurveyedServer, { state: 'running' }>;

export interface Refusal {
  readonly message: string;
  readonly hint: string;
}

export const runningOf = (servers: readonly SurveyedServer[]): readonly RunningServer[] =>
  servers.filter((server) => server.state === 'running');

/** The latest promotion that any server knows; two with the same number mean a split brain. */
export function latestPromotions(servers: readonly SurveyedServer[]): readonly Promotion[] {
  const all = runningOf(servers).flatMap(({ standing }) => standing.promotions);
  const number = Math.max(0, ...all.map((promotion) => promotion.number));
  const latest = all.filter((promotion) => promotion.number === number);
  return latest.filter(({ host }, i) => latest.findIndex((other) => other.host === host) === i);
}

export const knows = ({ standing }: RunningServer, { number, host }: Promotion): boolean =>
  standing.promotions.some((promotion) => promotion.number === number && promotion.host === host);

/** Number of transactions that `server` has and `other` lacks; all of them if the other server is empty. */
export function countLacking(server: RunningServer, other: SurveyedServer | undefined): number {
  const { isMariaDb, transactions } = server.standing;
  const known = other?.state === 'running' ? other.standing.transactions : '';
  return missingTransactions(isMariaDb, transactions, known) === '' ? 0 : countMissing(isMariaDb, transactions, known);
}

/** For messages: `db1 has 12 transactions`. */
export function describeHolding(server: SurveyedServer): string {
  if (server.state === 'unasked') return `${server.name} can't be queried (${server.because})`;
  if (server.state === 'absent') return `${server.name} holds no data`;
  const { isMariaDb, transactions, databases } = server.standing;
  const held = transactions === '' ? 'no transactions' : transactionsOf(countTransactions(isMariaDb, transactions));
  return `${server.name} has ${held}${transactions === '' && databases.length > 0 ? ` and the databases ${databases.join(', ')}` : ''}`;
}

export const transactionsOf = (count: number): string => countOf(count, 'transaction');
