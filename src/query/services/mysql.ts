import { createHash } from 'node:crypto';
import { Unknown } from '../../values/unknown.ts';
import type { Query, QueryKind } from '../query.ts';
import { defineQuery, Refused } from '../query.ts';
import type { MysqlLogin } from './mysql-client.ts';
import { PLAIN_MODE, renderMysqlClient, renderMysqlInput } from './mysql-client.ts';
import { quote } from '../quote.ts';
import type { ResourceKey } from '../resource-key.ts';

/** The server's result of a statement. */
export type MysqlResult =
  | { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly error: number; readonly message: string };

/** A query of a MySQL or MariaDB server. */
export interface MysqlQuestion<Answer> {
  readonly login: MysqlLogin;
  /** The subject of the query; unique among the queries with the same login. */
  readonly about: string;
  /** Read-only SQL, one statement per line. NULL and the text `NULL` are not distinguished. */
  readonly statements: readonly string[];
  readonly interpret: (results: readonly MysqlResult[]) => Answer;
  readonly reads: readonly ResourceKey[];
  /** Whether a start or restart of the server does not change an answer, unless there was no server. */
  readonly lasts?: boolean;
}

/** Null if there is no server (yet), or it is not running. */
export type MysqlAnswer<Answer> = Answer | null;

const kind: QueryKind<MysqlQuestion<unknown>, unknown> = {
  name: 'mysql',
  key: ({ login, about }) => `${about} ${loginId(login)}`.trimEnd(),
  reads: ({ reads }) => reads,
  script: (questions, boundary) =>
    groupByLogin(questions)
      .map((group) => renderGroup(group, boundary))
      .join('\n'),
  parse: (output, questions, boundary) => {
    const parts = output.toString('utf8').split(`${boundary}:`);
    const answers = new Map<MysqlQuestion<unknown>, unknown>();
    groupByLogin(questions).forEach((group, i) => {
      const given = parseGroup(group, parts[2 * i + 1] ?? '', parts[2 * i + 2] ?? '', boundary);
      group.forEach((question, j) => answers.set(question, given[j]));
    });
    return questions.map((question) => answers.get(question));
  },
  derive: ({ lasts, about }, before) => (lasts && before !== null ? before : new Unknown(`${about} may change`)),
};

const ask = defineQuery(kind);
const askVolatile = defineQuery({ ...kind, name: 'mysqlStatus', volatile: true });

/** Queries a database server, with one client process for all queries with the same login. */
export const mysql = <Answer>(question: MysqlQuestion<Answer>): Query<MysqlAnswer<Answer>> =>
  ask(question) as Query<MysqlAnswer<Answer>>;

/** The same for data that other servers may change, such as the state of a replica. */
export const mysqlStatus = <Answer>(question: MysqlQuestion<Answer>): Query<MysqlAnswer<Answer>> =>
  askVolatile(question) as Query<MysqlAnswer<Answer>>;

/** A key contains no password, since keys may be shown. */
function loginId({ password, ...login }: MysqlLogin): string {
  const secret = password === undefined ? [] : [createHash('sha256').update(password).digest('hex').slice(0, 12)];
  return [...Object.values(login).filter((value) => value !== undefined), ...secret].join(' ');
}

function groupByLogin(questions: readonly MysqlQuestion<unknown>[]): MysqlQuestion<unknown>[][] {
  const groups = new Map<string, MysqlQuestion<unknown>[]>();
  for (const question of questions) {
    const id = loginId(question.login);
    groups.set(id, [...(groups.get(id) ?? []), question]);
  }
  return [...groups.values()];
}

/** Prints stderr, then stdout: an error contains the line number of its statement, and each statement's output follows its mark. */
function renderGroup(group: readonly MysqlQuestion<unknown>[], boundary: string): string {
  const marked = group.flatMap(({ statements }) => statements).flatMap((sql) => [`SELECT '${boundary}'`, sql]);
  const input = renderMysqlInput(group[0]?.login ?? {}, [PLAIN_MODE, ...marked]);
  const client = renderMysqlClient('--force', '--column-names');
  return [
    `o=$(mktemp) || exit`,
    `e=$(printf '%s' ${quote(input)} | { ${client}\n} 2>&1 >"$o")`,
    `printf '%s:%s%s:' ${boundary} "$e" ${boundary}; cat "$o"; rm -f -- "$o"`,
  ].join('\n');
}

function parseGroup(
  group: readonly MysqlQuestion<unknown>[],
  stderr: string,
  stdout: string,
  boundary: string,
): readonly unknown[] {
  const failure = connectFailure(stderr);
  if (failure !== undefined) return group.map(() => failure);
  // the mark is a separate result: its column's name, then its value
  const outputs = stdout.split(`${boundary}\n${boundary}\n`).slice(1);
  const errors = parseErrors(stderr);
  let next = 0;
  return group.map(({ statements, interpret }) => {
    const results = statements.map(() => {
      const at = next++;
      return errors.get(2 * at + 3) ?? parseRows(outputs[at] ?? '');
    });
    return interpret(results);
  });
}

/** Null if there is no server, `Refused` if it refuses the login. */
function connectFailure(stderr: string): null | Refused | undefined {
  const [, code, message = ''] = /^ERROR (\d+)(?: \(\w+\))?: (.*)$/m.exec(stderr) ?? [];
  if (code === undefined) return undefined;
  return ['2002', '2003'].includes(code) ? null : new Refused(`the database server refuses: ${message}`);
}

/** Errors by line number of the statement. */
const parseErrors = (stderr: string): ReadonlyMap<number, MysqlResult> =>
  new Map(
    [...stderr.matchAll(/^ERROR (\d+) \(\w+\) at line (\d+): (.*)$/gm)].map(([, code, line, message = '']) => [
      Number(line),
      { error: Number(code), message },
    ]),
  );

function parseRows(text: string): MysqlResult {
  const [columns = [], ...rows] = text
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split('\t').map(unescape));
  return { columns, rows };
}

const unescape = (field: string): string =>
  field.replace(/\\([nt0\\])/g, (_, sign: string) => ({ n: '\n', t: '\t', '0': '\0' })[sign] ?? '\\');
