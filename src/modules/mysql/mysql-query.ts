import * as z from 'zod';
import type { ActionOutcome } from '../../module-api/module.ts';
import { defineAction } from '../../module-api/define-module.ts';
import { bool, text } from '../../module-api/params.ts';
import type { StepOutput } from '../../module-api/step.ts';
import { renderMysqlClient, renderMysqlInput, sqlName } from '../../query/services/mysql-client.ts';
import { loginAliases, loginNotTaken, loginParams, toLogin } from './mysql-login.ts';
import { parseResultSets } from '../mysql-replication/mysql-result-sets.ts';

const params = z.strictObject({
  query: z
    .preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(text()).min(1))
    .describe(
      'Statements, in order. SELECT, SHOW, EXPLAIN and DESCRIBE change nothing, so they also run in check mode.',
    ),
  login_db: text().optional().describe('Default database of the statements.'),
  single_transaction: bool().default(false).describe('Run all statements in one transaction.'),
  ...loginParams,
});

type Params = z.output<typeof params>;

/** Runs SQL on a MySQL or MariaDB server. */
export const mysqlQuery = defineAction({
  name: 'mysql_query',
  summary: 'Runs SQL on a MySQL or MariaDB server.',
  params,
  aliases: loginAliases,
  notTaken: {
    ...loginNotTaken,
    named_args: 'Write the values into query.',
    positional_args: 'Write the values into query.',
  },
  examples: ['- mysql_query:\n    login_db: app\n    query: SELECT COUNT(*) AS orders FROM orders\n'],
  returns: {
    query_result: 'For each statement a list of rows; each row maps columns to strings, or to null for NULL.',
    rowcount: 'For each statement the number of rows.',
    executed_queries: 'The statements.',
  },
  queries: () => ({}),
  diff: (p) => p.query.map((query) => ({ attribute: 'query', before: null, after: query })),
  apply: (p) => [
    { kind: 'run', script: renderMysqlClient('--xml'), stdin: renderMysqlInput(toLogin(p), statements(p)) },
  ],
  writes: () => ({ keys: [], unlistedEffects: 'anything' }),
  isReadOnly: (p) => isReadOnly(p),
  outcome: (p, [output]) => outcome(p, output),
});

const isReadOnly = (p: Params): boolean =>
  p.query.every((query) => /^\s*(select|show|explain|describe|desc)\b/i.test(query));

/** A separate row after each statement marks the end of its rows, since a statement without rows prints nothing. */
const statements = (p: Params): string[] => [
  ...(p.login_db === undefined ? [] : [`USE ${sqlName(p.login_db)}`]),
  ...(p.single_transaction ? ['START TRANSACTION'] : []),
  ...p.query.flatMap((query) => [query.trim().replace(/;\s*$/, ''), `SELECT 1 AS ${MARK}`]),
  ...(p.single_transaction ? ['COMMIT'] : []),
];

const MARK = 'provision_end_of_statement';

function outcome(p: Params, output: StepOutput | undefined): ActionOutcome {
  const results = parseResultSets(output?.stdout ?? '', MARK);
  return {
    changed: output?.exitStatus === 0 && !isReadOnly(p),
    failed: output?.exitStatus === 0 ? undefined : (output?.stderr.trim() ?? 'it was not run'),
    result: { query_result: results, rowcount: results.map((rows) => rows.length), executed_queries: p.query },
  };
}
