import * as z from 'zod';
import type { Answers } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { text } from '../../module-api/params.ts';
import type { Query } from '../../query/query.ts';
import type { MysqlAnswer } from '../../query/services/mysql.ts';
import { mysql } from '../../query/services/mysql.ts';
import { sqlText } from '../../query/services/mysql-client.ts';
import {
  loginAliases,
  loginNotTaken,
  expectServer,
  loginParams,
  mysqlServer,
  mysqlStep,
  rowsOf,
  toLogin,
} from './mysql-login.ts';

const params = z.strictObject({
  variable: text()
    .pipe(z.string().regex(/^[\w.]+$/, 'must be the name of a variable'))
    .describe('Name of the system variable.'),
  value: z
    .union([text(), z.boolean()])
    .optional()
    .describe('Value of the variable. Without a value, the task only reads the variable.'),
  mode: z
    .enum(['global', 'persist', 'persist_only'])
    .default('global')
    .describe(
      '`global`: until the next restart; `persist`: permanently (MySQL 8); `persist_only`: from the next restart on.',
    ),
  ...loginParams,
});

type Params = z.output<typeof params>;

/** Undefined if the variable does not exist or is not persisted. */
interface Values {
  readonly running: string | undefined;
  readonly persisted: string | undefined;
}

interface Asked {
  readonly [name: string]: Query;
  readonly server: ReturnType<typeof mysqlServer>;
  readonly values: Query<MysqlAnswer<Values>>;
}
type Found = Answers<Asked>;

/** Manages system variables of a running MySQL or MariaDB server. */
export const mysqlVariables = defineState({
  name: 'mysql_variables',
  summary: 'Sets system variables of a running MySQL or MariaDB server.',
  params,
  aliases: loginAliases,
  notTaken: loginNotTaken,
  examples: ['- mysql_variables:\n    variable: super_read_only\n    value: "ON"\n    mode: persist\n'],
  returns: { msg: 'The value.' },
  queries: (p): Asked => ({ server: mysqlServer(p), values: valuesOf(p) }),
  diff: (p, s: Found) => {
    const server = expectServer(s.server);
    const values = expectServer(s.values);
    if (values.running === undefined) throw new ModuleFailure(`the server has no variable ${p.variable}`);
    if (p.mode !== 'global' && server.isMariaDb)
      throw new ModuleFailure('MariaDB cannot persist variables', 'Also write it to a file in /etc/mysql/conf.d.');
    const wanted = p.value === undefined ? undefined : normalize(p.value);
    return [
      ...(p.mode !== 'persist_only' && differs(values.running, wanted)
        ? [{ attribute: p.variable, before: values.running, after: wanted }]
        : []),
      ...(p.mode !== 'global' && differs(values.persisted, wanted)
        ? [{ attribute: `${p.variable} (persisted)`, before: values.persisted ?? null, after: wanted }]
        : []),
    ];
  },
  apply: (p) => [
    mysqlStep(p, [WAIT_BRIEFLY, `SET ${p.mode.toUpperCase()} ${p.variable} = ${renderValue(p.value ?? '')}`]),
  ],
  predict: (p, s: Found) => {
    const values = expectServer(s.values);
    const wanted = normalize(p.value ?? '');
    const after: Values = {
      running: p.mode === 'persist_only' ? values.running : wanted,
      persisted: p.mode === 'global' ? values.persisted : wanted,
    };
    return [{ query: valuesOf(p), answer: after }];
  },
  writes: (p) => ({ keys: [`mysql:variable:${p.variable}`] }),
  result: (_, s: Found) => ({ msg: s.values?.running }),
});

/** `read_only` waits for commits, which may wait forever if the disk is full. */
const WAIT_BRIEFLY = 'SET SESSION lock_wait_timeout = 60';

/** A restart resets a variable. */
const valuesOf = (p: Params): Query<MysqlAnswer<Values>> =>
  mysql<Values>({
    login: toLogin(p),
    about: `variable ${p.variable}`,
    statements: [
      `SHOW GLOBAL VARIABLES WHERE Variable_name = ${sqlText(p.variable)}`,
      `SELECT VARIABLE_VALUE FROM performance_schema.persisted_variables WHERE VARIABLE_NAME = ${sqlText(p.variable)}`,
    ],
    interpret: ([running, persisted]) => ({
      running: normalizeMaybe(rowsOf(running)[0]?.[1]),
      persisted: normalizeMaybe(rowsOf(persisted)[0]?.[0]),
    }),
    reads: [`mysql:variable:${p.variable}`, 'unit:mysql.service', 'unit:mariadb.service'],
  });

const differs = (found: string | undefined, wanted: string | undefined): boolean =>
  wanted !== undefined && found?.toLowerCase() !== wanted.toLowerCase();

const normalizeMaybe = (value: string | undefined): string | undefined =>
  value === undefined ? undefined : normalize(value);

/** Servers show ON and OFF, and numbers without leading zeros, some with decimals; 1 and 0 are left, since they are numbers more often. */
function normalize(value: string | boolean): string {
  if (typeof value === 'boolean') return value ? 'ON' : 'OFF';
  if (/^(on|true|yes)$/i.test(value)) return 'ON';
  if (/^(off|false|no)$/i.test(value)) return 'OFF';
  if (/^-?\d+\.\d*0$/.test(value)) return value.replace(/\.?0+$/, '');
  const [, digits, unit] = /^(\d+)([KMGT])$/i.exec(value) ?? [];
  return digits === undefined
    ? value
    : String(BigInt(digits) << BigInt(10 * (1 + 'KMGT'.indexOf(unit?.toUpperCase() ?? 'K'))));
}

const renderValue = (value: string | boolean): string => {
  const plain = normalize(value);
  return /^(-?\d+(\.\d+)?|ON|OFF)$/.test(plain) ? plain : sqlText(plain);
};
