import * as z from 'zod';
import type { ActionOutcome } from '../../module-api/module.ts';
import { defineAction } from '../../module-api/define-module.ts';
import { bool, text } from '../../module-api/params.ts';
import type { StepOutput } from '../../module-api/step.ts';
import { loginAliases, loginNotTaken, loginParams, postgresqlStep, sqlName, sqlText } from './postgresql-login.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const params = z
  .strictObject({
    query: z
      .preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(text()).min(1))
      .describe('Statements, in order. SELECT, SHOW, VALUES, WITH and EXPLAIN also run in check mode.'),
    db: text().default('postgres').describe('The database.'),
    positional_args: z.array(scalar).optional().describe('Values for each %s of the statement.'),
    named_args: z.record(z.string(), scalar).optional().describe('Values for each %(name)s of the statement.'),
    search_path: z.array(text()).optional().describe('Schemas to search for names.'),
    autocommit: bool().default(false).describe('Run each statement in a separate transaction.'),
    as_single_query: bool().default(true).describe('No effect.'),
    ...loginParams,
  })
  .refine((p) => p.positional_args === undefined || p.named_args === undefined, {
    path: ['named_args'],
    message: "and positional_args can't be given together",
  });

type Params = z.output<typeof params>;

/** Runs SQL on a PostgreSQL server. */
export const postgresqlQuery = defineAction({
  name: 'postgresql_query',
  summary: 'Runs SQL on a PostgreSQL server.',
  params,
  aliases: { ...loginAliases, login_db: 'db' },
  notTaken: {
    ...loginNotTaken,
    encoding: 'Set PGCLIENTENCODING in the environment of the task.',
    path_to_script: 'Give query the lookup of a file, or run psql -f in a command.',
  },
  examples: [
    '- postgresql_query:\n    db: app\n    query: SELECT count(*) AS orders FROM orders\n  become: yes\n  become_user: postgres\n  register: orders\n',
    '- postgresql_query:\n    db: app\n    query: UPDATE users SET active = %(active)s WHERE id = %(id)s\n    named_args:\n      active: no\n      id: 7\n',
  ],
  returns: {
    query_result: 'Rows of the last statement, each a mapping of columns to values.',
    query_all_results: 'For each statement a list of its rows.',
    rowcount: 'Number of rows that the last statement returned or changed.',
    statusmessage: 'Status message of the last statement: UPDATE 3.',
  },
  queries: () => ({}),
  diff: (p) => p.query.map((query) => ({ attribute: 'query', before: null, after: query })),
  apply: (p) => [postgresqlStep(p, p.db, statements(p), '')],
  writes: () => ({ keys: ['postgresql:'], unlistedEffects: 'anything' }),
  isReadOnly: (p) => p.query.every(isQuestion),
  outcome: (p, [output]) => outcome(p, output),
});

const isQuestion = (query: string): boolean =>
  /^\s*(select|show|explain|values|table)\b/i.test(query) && !/\b(insert|update|delete|into)\b/i.test(query);

/** The rows of a query are returned as JSON; other statements print their status. */
const statements = (p: Params): string[] => [
  ...(p.search_path === undefined ? [] : [`SET search_path = ${p.search_path.map(sqlName).join(', ')}`]),
  ...(p.autocommit ? [] : ['BEGIN']),
  ...p.query.flatMap((query) => [`\\echo ${MARK}\n${asked(fill(p, query))}`]),
  ...(p.autocommit ? [] : [`\\echo ${END}\nCOMMIT`]),
];

const MARK = 'provision-statement';
const END = 'provision-end';

function asked(query: string): string {
  const bare = query.trim().replace(/;\s*$/, '');
  return /^(select|values|table)\b/i.test(bare) && isQuestion(bare)
    ? `SELECT row_to_json(provision_row) FROM (${bare}\n) provision_row`
    : bare;
}

/** Values are inserted into the statement as SQL literals. */
function fill({ positional_args, named_args }: Params, query: string): string {
  if (named_args)
    return query.replace(/%\((\w+)\)s/g, (whole, name: string) =>
      Object.hasOwn(named_args, name) ? literal(named_args[name]) : whole,
    );
  const rest = [...(positional_args ?? [])];
  return positional_args ? query.replace(/%s/g, () => literal(rest.shift())) : query;
}

function literal(value: z.output<typeof scalar> | undefined): string {
  if (value === null || value === undefined) return 'NULL';
  return typeof value === 'string' ? sqlText(value) : String(value).toUpperCase();
}

function outcome(p: Params, output: StepOutput | undefined): ActionOutcome {
  if (output?.exitStatus !== 0) {
    const message =
      output?.stderr
        .trim()
        .split('\n')
        .find((line) => line.includes('ERROR')) ?? output?.stderr.trim();
    return { changed: false, failed: `the server refused: ${message ?? ''}`, result: {} };
  }
  const parts = (output.stdout.split(`${END}\n`)[0] ?? '').split(`${MARK}\n`).slice(1);
  const all = parts.map(parsePart);
  const last = all.at(-1) ?? { rows: [], status: '' };
  const count = /(\d+)$/.exec(last.status)?.[1];
  return {
    changed: !p.query.every(isQuestion),
    result: {
      query: p.query.at(-1),
      query_list: p.query,
      query_result: last.rows,
      query_all_results: all.map(({ rows }) => rows),
      rowcount: count === undefined ? last.rows.length : Number(count),
      statusmessage: last.status === '' ? `SELECT ${last.rows.length}` : last.status,
    },
  };
}

/** With tuples only, the status of a statement is printed if it returns no rows. */
function parsePart(part: string): { rows: unknown[]; status: string } {
  const lines = part.split('\n').filter(Boolean);
  const rows = lines.filter((line) => line.startsWith('{')).map((line): unknown => JSON.parse(line));
  return { rows, status: lines.find((line) => /^[A-Z][A-Z ]*( \d+)*$/.test(line)) ?? '' };
}
