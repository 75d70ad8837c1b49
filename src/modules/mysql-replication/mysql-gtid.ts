/**
 * Transactions that one server has and another lacks, in the server's own notation; '' if there are none. MySQL uses
 * sets (`gtid_executed`), MariaDB the last number of each domain and server (`gtid_binlog_state`).
 */
export const missingTransactions = (isMariaDb: boolean, own: string, other: string): string =>
  isMariaDb ? missingOfState(own, other) : missingOfSet(own, other);

/**
 * The number of transactions in `missingTransactions`: 50 for `0-2-150` if the other server has `0-1-100`. MariaDB numbers
 * the transactions of a domain consecutively, regardless of the server that they come from.
 */
export const countMissing = (isMariaDb: boolean, own: string, other: string): number =>
  isMariaDb ? countOfState(own, other) : countOfSet(missingOfSet(own, other));

/** Number of a server's transactions. */
export const countTransactions = (isMariaDb: boolean, own: string): number => countMissing(isMariaDb, own, '');

function countOfState(own: string, other: string): number {
  const others = entries(other);
  const domains = new Set(entries(own).map(domainOf));
  return [...domains].reduce((sum, domain) => {
    const known = new Map(
      others.filter((entry) => domainOf(entry) === domain).map((entry) => [originOf(entry), numberOf(entry)]),
    );
    const mine = entries(own).filter((entry) => domainOf(entry) === domain);
    if (mine.every((entry) => (known.get(originOf(entry)) ?? 0n) >= numberOf(entry))) return sum;
    const common = mine.map((entry) => smaller(known.get(originOf(entry)) ?? 0n, numberOf(entry)));
    return sum + Number(greatest(mine.map(numberOf)) - greatest(common));
  }, 0);
}

const domainOf = (gtid: string): string => gtid.slice(0, gtid.indexOf('-'));

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

const greatest = (numbers: readonly bigint[]): bigint => numbers.reduce((a, b) => (a > b ? a : b), 0n);

const countOfSet = (set: string): number =>
  Number([...parseSet(set).values()].flat().reduce((sum, [first, last]) => sum + (last - first + 1n), 0n));

function missingOfState(own: string, other: string): string {
  const last = new Map(entries(other).map((entry) => [originOf(entry), numberOf(entry)]));
  return entries(own)
    .filter((entry) => (last.get(originOf(entry)) ?? 0n) < numberOf(entry))
    .join(',');
}

const entries = (text: string): string[] => text.split(/[\s,]+/).filter((entry) => entry !== '');

const originOf = (gtid: string): string => gtid.slice(0, gtid.lastIndexOf('-'));

const numberOf = (gtid: string): bigint => BigInt(gtid.slice(gtid.lastIndexOf('-') + 1));

type Interval = readonly [first: bigint, last: bigint];

function missingOfSet(own: string, other: string): string {
  const known = parseSet(other);
  return [...parseSet(own)]
    .map(([origin, intervals]) => [origin, subtract(intervals, known.get(origin) ?? [])] as const)
    .filter(([, intervals]) => intervals.length > 0)
    .map(([origin, intervals]) => [origin, ...intervals.map(renderInterval)].join(':'))
    .join(',');
}

/** Intervals by server and optional tag: `uuid:1-5:9,uuid:tag:1-3`. */
function parseSet(text: string): Map<string, Interval[]> {
  const set = new Map<string, Interval[]>();
  for (const entry of entries(text)) {
    const [server = '', ...parts] = entry.toLowerCase().split(':');
    let origin = server;
    for (const part of parts) {
      const [first, last = first] = part.split('-');
      if (first === undefined || !/^\d+$/.test(first)) origin = `${server}:${part}`;
      else set.set(origin, [...(set.get(origin) ?? []), [BigInt(first), BigInt(last ?? first)]]);
    }
  }
  return set;
}

const subtract = (own: readonly Interval[], other: readonly Interval[]): Interval[] =>
  other.reduce<Interval[]>(
    (left, [first, last]) =>
      left.flatMap(([from, to]): Interval[] => {
        const parts: Interval[] = [
          [from, to < first ? to : first - 1n],
          [from > last ? from : last + 1n, to],
        ];
        return parts.filter(([start, end]) => start <= end);
      }),
    [...own],
  );

const renderInterval = ([first, last]: Interval): string => (first === last ? `${first}` : `${first}-${last}`);
