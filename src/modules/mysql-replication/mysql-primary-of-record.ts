import * as z from 'zod';
import type { SurveyOutcome, SurveyReply } from '../../module-api/module.ts';
import { defineControl } from '../../module-api/define-module.ts';
import { integer, text, textList } from '../../module-api/params.ts';
import { Refused } from '../../query/query.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import { judgeInventory } from './mysql-judge-inventory.ts';
import { judgePromotion } from './mysql-judge-promotion.ts';
import type { SurveyedServer } from './mysql-record.ts';
import { latestPromotions, runningOf } from './mysql-record.ts';
import type { MysqlStanding } from './mysql-standing.ts';
import { mysqlStanding } from './mysql-standing.ts';

/** Exists as soon as a server has data, even if the server is stopped. */
const DATA = '/var/lib/mysql/ibdata1';

const params = z.strictObject({
  servers: textList().describe('Names of the servers in the inventory.'),
  primary: text().describe('The primary according to the inventory.'),
  promote: text().optional().describe('Instead, check whether this server can be promoted.'),
  discard: integer()
    .default(0)
    .describe('Exact total number of transactions of other servers that the promotion may discard.'),
});

type Params = z.output<typeof params>;

/** Queries the database servers for the current primary, and fails if the inventory names another one. */
export const mysqlPrimaryOfRecord = defineControl({
  name: 'mysql_primary_of_record',
  summary: 'Queries the database servers for the current primary, and fails if the inventory names another one.',
  params,
  examples: [
    '- mysql_primary_of_record:\n    servers: [db1, db2]\n    primary: db1\n',
    '- mysql_primary_of_record:\n    servers: [db1, db2]\n    primary: db1\n    promote: db2\n',
  ],
  returns: {
    number: 'Number of the latest promotion; 0 if there was none.',
    open: 'The writable servers.',
    running: 'The servers that answered.',
  },
  effect: (p) => ({
    kind: 'survey',
    hosts: p.servers.filter((name) => name !== p.primary),
    // replicas are queried first, so that the primary has at least their transactions
    last: [p.primary],
    // a lost server must not delay the others; a reachable server is connected within this time
    patienceMs: p.promote === undefined ? 15_000 : 5000,
    // this server is most likely lost; if it is only slow, promote.yml notices that it answers
    lastPatienceMs: p.promote === undefined ? undefined : 3000,
    queries: { standing: mysqlStanding(), data: stat(DATA) },
    conclude: (replies) =>
      conclude(
        p,
        [...replies].map(([name, reply]) => toServer(name, reply)),
      ),
  }),
});

function conclude(p: Params, servers: readonly SurveyedServer[]): SurveyOutcome {
  const failed =
    p.promote === undefined
      ? judgeInventory(p.primary, servers)
      : judgePromotion({ name: p.promote, primary: p.primary, discard: p.discard }, servers);
  const running = runningOf(servers);
  const result = {
    number: latestPromotions(servers)[0]?.number ?? 0,
    open: running.filter(({ standing }) => !standing.isClosed).map(({ name }) => name),
    running: running.map(({ name }) => name),
  };
  return { result, failed };
}

function toServer(name: string, reply: SurveyReply): SurveyedServer {
  if ('problem' in reply) return { name, state: 'unasked', because: reply.message };
  const standing = reply.answers['standing'] as MysqlStanding | Refused | null;
  if (standing instanceof Refused) return { name, state: 'unasked', because: standing.reason };
  if (standing !== null) return { name, state: 'running', standing };
  const data = reply.answers['data'] as StatAnswer | Refused;
  return data instanceof Refused || data.exists
    ? { name, state: 'unasked', because: 'its database server does not run' }
    : { name, state: 'absent' };
}
