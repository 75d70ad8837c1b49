import * as z from 'zod';
import type { Change } from '../../module-api/module.ts';
import { bool, integer, oneLine, text, textList } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { Unknown } from '../../values/unknown.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';
import {
  POSTGRESQL_KEYS,
  expectAnswer,
  loginAliases,
  loginNotTaken,
  loginParams,
  postgresqlStep,
  renderQuestion,
  sqlName,
  sqlText,
} from './postgresql-login.ts';
import { isPasswordOf, storedPassword } from './postgresql-password.ts';

/** The column of pg_roles for each attribute. */
const FLAGS = {
  SUPERUSER: 'rolsuper',
  CREATEROLE: 'rolcreaterole',
  CREATEDB: 'rolcreatedb',
  INHERIT: 'rolinherit',
  LOGIN: 'rolcanlogin',
  REPLICATION: 'rolreplication',
  BYPASSRLS: 'rolbypassrls',
} as const;

const FLAG = new RegExp(`^(NO)?(${Object.keys(FLAGS).join('|')})$`);

const flagList = textList()
  .transform((flags) => flags.map((flag) => flag.toUpperCase()))
  .refine((flags) => flags.every((flag) => FLAG.test(flag)), 'must be attributes such as CREATEDB,NOSUPERUSER');

const params = z.strictObject({
  name: text().describe('The role.'),
  password: oneLine()
    .optional()
    .meta({ secret: true })
    .describe(
      "Password of the role, or its hash in the server's format. If the login cannot read stored hashes, only new roles get the password.",
    ),
  role_attr_flags: flagList.default([]).describe('Attributes, separated by commas: CREATEDB,NOSUPERUSER.'),
  conn_limit: integer().optional().describe('Maximum number of concurrent connections; -1 means no limit.'),
  expires: text().optional().describe('Expiry time of the password, or infinity.'),
  comment: oneLine().optional().describe('Comment on the role.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether it exists.'),
  encrypted: bool().default(true).describe('No effect: the server always hashes passwords.'),
  no_password_changes: bool().default(false).describe('Do not change the password of an existing role.'),
  db: text().default('postgres').describe('Database to connect to.'),
  ...loginParams,
});

type Params = z.output<typeof params>;

/** Manages roles of a PostgreSQL server. */
export const postgresqlUser = defineProbed({
  name: 'postgresql_user',
  summary: 'Creates, changes and removes PostgreSQL roles.',
  params,
  aliases: { ...loginAliases, user: 'name', login_db: 'db' },
  notTaken: {
    ...loginNotTaken,
    fail_on_user: leftOut('a role that owns something cannot be removed, and that is a failure.'),
    fail_on_role: leftOut('a role that owns something cannot be removed, and that is a failure.'),
    groups: 'Use postgresql_privs with type: group.',
    priv: 'Use postgresql_privs.',
  },
  examples: [
    '- postgresql_user:\n    name: app\n    password: "<%= app_password %>"\n    role_attr_flags: CREATEDB,NOSUPERUSER\n  become: yes\n  become_user: postgres\n',
  ],
  returns: { user: 'The role.' },
  probe: (p) =>
    renderQuestion(p, p.db, [
      `SELECT 'role ' || row_to_json(t) FROM (SELECT r.*, EXTRACT(EPOCH FROM rolvaliduntil) AS until, shobj_description(r.oid, 'pg_authid') AS comment, ${untilOf(p)} AS wanted_until FROM pg_roles r WHERE rolname = ${sqlText(p.name)}) t;`,
      ...(p.password === undefined || p.no_password_changes
        ? []
        : [
            `SELECT 'encryption ' || current_setting('password_encryption');`,
            `SELECT 'password ' || COALESCE(rolpassword, '') FROM pg_authid WHERE rolname = ${sqlText(p.name)};`,
          ]),
    ]),
  reads: (p) => [`postgresql:role:${p.name}`, ...POSTGRESQL_KEYS],
  plan,
  writes: (p) => ({ keys: [`postgresql:role:${p.name}`] }),
  result: (p) => ({ user: p.name }),
});

/** The server itself parses the time. */
const untilOf = ({ expires }: Params): string =>
  expires === undefined ? 'NULL' : `EXTRACT(EPOCH FROM ${sqlText(expires)}::timestamptz)`;

type Role = Readonly<Record<string, unknown>>;

function plan(p: Params, found: ShellAnswer): ProbedPlan {
  const lines = expectAnswer(found).split('\n');
  const role = lineOf(lines, 'role ');
  const before = role === undefined ? undefined : (JSON.parse(role) as Role);
  const changes = p.state === 'absent' ? removal(before) : differences(p, before, lines);
  if (changes.length === 0) return CONVERGED;
  const shown = changes.map(({ sql: _, ...change }) => change);
  const statements = changes.map(({ sql }) => sql(sqlName(p.name)));
  const create = before || p.state === 'absent' ? [] : [`CREATE ROLE ${sqlName(p.name)} LOGIN`];
  return {
    changes: shown,
    steps: [postgresqlStep(p, p.db, [...create, ...statements.filter(Boolean)])],
    after: p.state === 'absent' ? '' : new Unknown(`the role ${p.name}`),
  };
}

const lineOf = (lines: readonly string[], prefix: string): string | undefined =>
  lines.find((line) => line.startsWith(prefix))?.slice(prefix.length);

type RoleChange = Change & { readonly sql: (role: string) => string };

const removal = (before: Role | undefined): RoleChange[] =>
  before ? [{ attribute: 'state', before: 'present', after: 'absent', sql: (role) => `DROP ROLE ${role}` }] : [];

function differences(p: Params, before: Role | undefined, lines: readonly string[]): RoleChange[] {
  return [
    ...(before ? [] : [{ attribute: 'state', before: 'absent', after: 'present', sql: () => '' }]),
    ...p.role_attr_flags.flatMap((flag) => flagChange(flag, before)),
    ...passwordChange(p, before, lines),
    ...valueChange(
      'conn_limit',
      before?.['rolconnlimit'] ?? -1,
      p.conn_limit,
      (role) => `ALTER ROLE ${role} CONNECTION LIMIT ${p.conn_limit ?? -1}`,
    ),
    ...(p.expires === undefined || (before && before['until'] === before['wanted_until'])
      ? []
      : [
          {
            attribute: 'expires',
            before: before?.['rolvaliduntil'] ?? null,
            after: p.expires,
            sql: (role: string) => `ALTER ROLE ${role} VALID UNTIL ${sqlText(p.expires ?? '')}`,
          },
        ]),
    ...valueChange(
      'comment',
      before?.['comment'] ?? null,
      p.comment,
      (role) => `COMMENT ON ROLE ${role} IS ${sqlText(p.comment ?? '')}`,
    ),
  ];
}

/** A new role has the attributes LOGIN and INHERIT only. */
function flagChange(flag: string, before: Role | undefined): RoleChange[] {
  const isOn = !flag.startsWith('NO');
  const name = (isOn ? flag : flag.slice(2)) as keyof typeof FLAGS;
  const found = before ? before[FLAGS[name]] === true : name === 'LOGIN' || name === 'INHERIT';
  if (found === isOn) return [];
  return [{ attribute: name.toLowerCase(), before: found, after: isOn, sql: (role) => `ALTER ROLE ${role} ${flag}` }];
}

function passwordChange(p: Params, before: Role | undefined, lines: readonly string[]): RoleChange[] {
  const { password } = p;
  const kept = lineOf(lines, 'password ');
  if (password === undefined || (before && (p.no_password_changes || kept === undefined))) return [];
  if (before && kept !== undefined && isPasswordOf(p.name, password, kept)) return [];
  const stored = storedPassword(p.name, password, lineOf(lines, 'encryption '));
  const sql = (role: string): string => `ALTER ROLE ${role} PASSWORD ${stored === '' ? 'NULL' : sqlText(stored)}`;
  return [{ attribute: 'password', before: before ? 'other' : null, after: 'as given', secret: true, sql }];
}

const valueChange = (attribute: string, before: unknown, after: unknown, sql: RoleChange['sql']): RoleChange[] =>
  after === undefined || after === before ? [] : [{ attribute, before, after, sql }];
