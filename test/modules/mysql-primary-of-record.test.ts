import { describe, expect, test } from '@jest/globals';
import type { SurveyReply } from '../../src/module-api/module.ts';
import type { MysqlStanding } from '../../src/modules/mysql-replication/mysql-standing.ts';
import { mysqlPrimaryOfRecord } from '../../src/modules/mysql-replication/mysql-primary-of-record.ts';
import { testContext } from '../support/run-module.ts';
import { countMissing } from '../../src/modules/mysql-replication/mysql-gtid.ts';

const server = (transactions: string, more: Partial<MysqlStanding> = {}): SurveyReply => ({
  answers: {
    standing: {
      isMariaDb: true,
      transactions,
      databases: transactions === '' ? [] : ['app'],
      isClosed: true,
      source: '',
      promotions: [],
      ...more,
    },
    data: { exists: true },
  },
});
const primaries = (...hosts: string[]) =>
  hosts.map((host, i) => ({ number: i + 1, host, since: '2026-11-28 12:00:00' }));
const ABSENT: SurveyReply = { answers: { standing: null, data: { exists: false } } };
const STOPPED: SurveyReply = { answers: { standing: null, data: { exists: true } } };
const GONE: SurveyReply = { problem: 'unreachable', message: 'timed out' };

const open = { isClosed: false };
const follows = { source: '10.0.0.1' };
const one = { promotions: primaries('db1') };
const two = { promotions: primaries('db1', 'db2') };

function conclude(replies: Readonly<Record<string, SurveyReply>>, more: { promote?: string; discard?: number } = {}) {
  const params = { servers: Object.keys(replies), primary: 'db1', discard: 0, ...more };
  const effect = mysqlPrimaryOfRecord.bind(params).effect(testContext);
  if (effect.kind !== 'survey') throw new Error(effect.kind);
  const { failed } = effect.conclude(new Map(Object.entries(replies)));
  return failed && `${failed.message}\n${failed.hint ?? ''}`;
}

describe('an inventory that names db1', () => {
  test.each([
    ['a new site', { db1: ABSENT, db2: ABSENT }],
    [
      'a primary and its replica',
      { db1: server('0-1-90', { ...open, ...one }), db2: server('0-1-90', { ...follows, ...one }) },
    ],
    ['a replica that is away', { db1: server('0-1-90', { ...open, ...one }), db2: GONE }],
    ['a replica whose server does not run', { db1: server('0-1-90', { ...open, ...one }), db2: STOPPED }],
    ['a replica that is new', { db1: server('0-1-90', { ...open, ...one }), db2: ABSENT }],
    ['a primary that is away', { db1: GONE, db2: server('0-1-90', { ...follows, ...one }) }],
    ['a primary that does not run', { db1: STOPPED, db2: server('0-1-90', { ...follows, ...one }) }],
    ['a site from before there was a record', { db1: server('0-1-90', open), db2: server('0-1-80', follows) }],
    [
      'a primary that has restarted, and is closed',
      { db1: server('0-1-90', one), db2: server('0-1-90', { ...follows, ...one }) },
    ],
    [
      'a replica with a transaction of its own',
      { db1: server('0-1-90', { ...open, ...one }), db2: server('0-1-90,0-2-91', { ...follows, ...one }) },
    ],
    ['one server alone that has restarted', { db1: server('0-1-90', one) }],
  ])('agrees with %s', (_, replies) => {
    expect(conclude(replies)).toBeUndefined();
  });

  test.each([
    [
      'another was promoted',
      { db1: server('0-1-128', { ...open, ...one }), db2: server('0-1-80,0-2-300', { ...open, ...two }) },
      'db2 was made primary on 2026-11-28 12:00:00 (promotion 2)\nPut db2 into the group db_primary',
    ],
    [
      'another was promoted that is away, as a third knows',
      { db1: server('0-1-90', { ...open, ...one }), db2: GONE, db3: server('0-1-90,0-2-91', two) },
      'db2 was made primary',
    ],
    [
      'it replicates from another',
      { db1: server('0-1-90', follows), db2: server('0-1-90', open) },
      'db1 as the primary, but it replicates from 10.0.0.1',
    ],
    [
      'it was made anew, and no promotion is on record',
      { db1: ABSENT, db2: server('0-1-1283', follows) },
      'db2 has 1283 transactions that db1 lacks: db1 holds no data, db2 has 1283 transactions\nIf db2 is the one to keep, run provision --playbook promote -e new_primary=db2',
    ],
    [
      'it was made anew and opened, empty',
      { db1: server('0-3-40', open), db2: server('0-1-1283', follows) },
      'db2 has 1283 transactions that db1 lacks, and db1 has 40 transactions that db2 lacks',
    ],
    [
      'it was made anew, and its own promotion is on record',
      { db1: ABSENT, db2: server('0-1-1283', { ...follows, ...one }) },
      'but db1 holds no data and not that record, while db2 has 1283 transactions that db1 lacks\nRun provision --playbook promote -e new_primary=db2',
    ],
    [
      'it was made anew and opened, and its own promotion is on record',
      { db1: server('0-3-40', open), db2: server('0-1-1283', { ...follows, ...one }) },
      'promote -e new_primary=db2',
    ],
    [
      'the promoted one was made anew, and the inventory is old',
      { db1: server('0-1-90,0-2-99', { ...two, source: '10.0.0.2' }), db2: ABSENT },
      'but db2 holds no data and not that record, while db1 has 99 transactions that db2 lacks\nRun provision --playbook promote -e new_primary=db1',
    ],
    [
      'both were made primary',
      {
        db1: server('0-1-128', { ...open, promotions: primaries('db9', 'db1') }),
        db2: server('0-1-80,0-2-300', { ...open, promotions: primaries('db9', 'db2') }),
      },
      'each made primary without knowing of the other: ',
    ],
    [
      'it is closed, and another that may have been promoted is away',
      { db1: server('0-1-90', one), db2: GONE },
      "db1 is closed for writing, and whether db2 took its place can't be known: db2 can't be queried (timed out)",
    ],
    ['it is new, and another is away', { db1: ABSENT, db2: GONE }, 'db1 holds no data, and whether db2 took its place'],
    ['it is new, and another does not run', { db1: ABSENT, db2: STOPPED }, 'its database server does not run'],
    [
      'it is closed, and another has more',
      { db1: server('0-1-90', one), db2: server('0-1-95', { ...follows, ...one }) },
      'db2 has 5 transactions that db1 lacks',
    ],
    [
      'it has nothing, and another has databases that no transaction tells of',
      { db1: ABSENT, db2: server('', { databases: ['old'] }) },
      'db2 has no transactions and the databases old',
    ],
  ])('is refused where %s', (_, replies, message) => {
    expect(conclude(replies)).toContain(message);
  });
});

describe('making db2 the primary', () => {
  const replica = server('0-1-90', { ...follows, ...one });

  test.each([
    ['the primary is away', { db1: GONE, db2: replica }, {}],
    ['the primary does not run', { db1: STOPPED, db2: replica }, {}],
    ['the primary was made anew', { db1: ABSENT, db2: replica }, {}],
    ['the primary was made anew, and opened empty without a transaction', { db1: server('', open), db2: replica }, {}],
    ['the primary has restarted, and is closed', { db1: server('0-1-90', one), db2: replica }, {}],
    ['what db1 alone has is given up', { db1: server('0-1-138', { ...open, ...one }), db2: replica }, { discard: 48 }],
    [
      'both are primaries, and what db1 alone has is given up',
      {
        db1: server('0-1-138', { ...open, promotions: primaries('db9', 'db1') }),
        db2: server('0-1-90,0-2-300', { ...open, promotions: primaries('db9', 'db2') }),
      },
      { discard: 48 },
    ],
  ])('goes where %s', (_, replies, more) => {
    expect(conclude(replies, { promote: 'db2', ...more })).toBeUndefined();
  });

  test.each([
    [
      'the primary works',
      { db1: server('0-1-90', { ...open, ...one }), db2: replica },
      {},
      'db1 still answers\nTo move away from a primary that works, run provision --playbook switchover',
    ],
    [
      'the primary works and is ahead',
      { db1: server('0-1-95', { ...open, ...one }), db2: replica },
      {},
      'db1 still answers, and db1 has 5 transactions that db2 lacks',
    ],
    [
      'the number is another',
      { db1: server('0-1-138', { ...open, ...one }), db2: replica },
      { discard: 47 },
      'To give up these 48 transactions, run it again with -e mysql_replica_discard=48',
    ],
    [
      'a third server has more',
      { db1: GONE, db2: replica, db3: server('0-1-93', { ...follows, ...one }) },
      {},
      'db3 has 3 transactions that db2 lacks; db2 has 90 transactions\nPromote the server that has more',
    ],
    ['it holds nothing', { db1: GONE, db2: ABSENT }, {}, "db2 can't be made primary: db2 holds no data"],
    ['it is away', { db1: server('0-1-90', { ...open, ...one }), db2: GONE }, {}, "db2 can't be queried (timed out)"],
    [
      'the primary was made anew and opened with something',
      { db1: server('0-3-40', open), db2: replica },
      {},
      'db1 has 40 transactions that db2 lacks; db2 has 90 transactions',
    ],
  ])('is refused where %s', (_, replies, more, message) => {
    expect(conclude(replies, { promote: 'db2', ...more })).toContain(message);
  });
});

test.each([
  ['0-1-928', '0-1-880,0-2-1151', 48],
  ['0-1-880,0-2-1151', '0-1-928', 271],
  ['0-1-90,0-2-91', '0-1-95', 1],
  ['0-1-90', '0-1-90,0-2-99', 0],
  ['0-1-90,1-1-5', '0-1-80', 15],
  ['0-1-90', '', 90],
])('of %s that a server with %s lacks, %d transactions are counted', (own, other, count) => {
  expect(countMissing(true, own, other)).toBe(count);
});

test('MySQL counts each transaction of its sets', () => {
  const own = '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-100,4e11fa47-71ca-11e1-9e33-c80aa9429562:1-5:7';
  expect(countMissing(false, own, '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-60')).toBe(46);
});
