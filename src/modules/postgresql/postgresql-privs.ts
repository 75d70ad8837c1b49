import * as z from 'zod';
import type { Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { bool, text, textList } from '../../module-api/params.ts';
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
} from './postgresql-login.ts';
import { KINDS, PRIVILEGES, renderGrantQuestion } from './postgresql-grants.ts';

const params = z
  .strictObject({
    database: text().describe(
      'Database to connect to. With type: database and no objs, also the database that the privileges apply to.',
    ),
    roles: textList()
      .pipe(z.array(z.string()).min(1))
      .describe('Roles to grant the privileges to. PUBLIC means all roles.'),
    privs: textList().default([]).describe('Privileges: SELECT,INSERT or ALL.'),
    type: z
      .enum(KINDS)
      .default('table')
      .describe('Type of the objects. With group, the privilege is the membership in other roles.'),
    objs: textList()
      .default([])
      .describe(
        'Names of the objects. ALL_IN_SCHEMA means all objects of the schema. With type: group, the names of the groups.',
      ),
    schema: text().default('public').describe('Schema of tables and sequences.'),
    grant_option: bool().optional().describe('Whether the roles may grant the privileges to others.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether the roles have the privileges.'),
    fail_on_role: bool().default(true).describe('Fail if a role does not exist. With no, such roles are skipped.'),
    ...loginParams,
  })
  .refine((p) => p.type === 'group' || p.privs.length > 0, { path: ['privs'], message: 'is needed' })
  .refine((p) => p.type === 'database' || p.objs.length > 0, { path: ['objs'], message: 'is needed' })
  .refine((p) => p.privs.every((priv) => isPrivilege(p.type, priv.toUpperCase())), {
    path: ['privs'],
    message: 'contains a privilege that does not apply to this type',
  });

function isPrivilege(type: (typeof KINDS)[number], priv: string): boolean {
  return priv === 'ALL' || PRIVILEGES[type].includes(priv);
}

type Params = z.output<typeof params>;

const ELSEWHERE = 'Run GRANT with postgresql_query.';

/** Manages privileges on the objects of a PostgreSQL server. */
export const postgresqlPrivs = defineProbed({
  name: 'postgresql_privs',
  summary: 'Grants and revokes privileges and memberships of PostgreSQL roles.',
  params,
  aliases: {
    ...loginAliases,
    db: 'database',
    login_db: 'database',
    role: 'roles',
    priv: 'privs',
    obj: 'objs',
    admin_option: 'grant_option',
    password: 'login_password',
  },
  notTaken: {
    ...loginNotTaken,
    target_roles: 'Run ALTER DEFAULT PRIVILEGES with postgresql_query.',
    usage_on_types: 'Run ALTER DEFAULT PRIVILEGES with postgresql_query.',
    'type=default_privs': 'Run ALTER DEFAULT PRIVILEGES with postgresql_query.',
    'type=function': ELSEWHERE,
    'type=procedure': ELSEWHERE,
    'type=foreign_data_wrapper': ELSEWHERE,
    'type=foreign_server': ELSEWHERE,
    'type=type': ELSEWHERE,
  },
  examples: [
    '- postgresql_privs:\n    database: app\n    roles: reader\n    privs: SELECT\n    objs: ALL_IN_SCHEMA\n  become: yes\n  become_user: postgres\n',
    '- postgresql_privs:\n    database: app\n    roles: app,reader\n    type: database\n    privs: CONNECT\n',
  ],
  probe: (p) => renderQuestion(p, p.database, renderGrantQuestion({ ...p, objs: objectsOf(p) })),
  reads: (p) => [`postgresql:database:${p.database}`, ...POSTGRESQL_KEYS],
  plan,
  writes: (p) => ({ keys: ['postgresql:privileges', `postgresql:database:${p.database}`] }),
});

const objectsOf = (p: Params): readonly string[] =>
  p.type === 'database' && p.objs.length === 0 ? [p.database] : p.objs;

/** Parsed from lines of `object`, `role` or `grant`, followed by JSON: an object's name, a role's name, [object, role, privilege, grantable]. */
interface Grants {
  readonly objects: readonly string[];
  readonly roles: readonly string[];
  readonly granted: ReadonlyMap<string, boolean>;
}

function parseGrants(stdout: string): Grants {
  const lines = stdout.split('\n');
  const list = (kind: string): unknown[] =>
    lines.flatMap((line): unknown[] => (line.startsWith(`${kind} `) ? [JSON.parse(line.slice(kind.length + 1))] : []));
  const grants = list('grant') as [string, string, string, boolean][];
  return {
    objects: list('object') as string[],
    roles: list('role') as string[],
    granted: new Map(grants.map(([object, role, priv, grantable]) => [keyOf(object, role, priv), grantable])),
  };
}

const keyOf = (...names: readonly string[]): string => names.join('\0');

function plan(p: Params, found: ShellAnswer): ProbedPlan {
  const grants = parseGrants(expectAnswer(found));
  const objects = p.objs.includes('ALL_IN_SCHEMA') ? grants.objects : objectsOf(p);
  for (const object of objects)
    if (!grants.objects.includes(object)) throw new ModuleFailure(`there is no ${p.type} ${object}`);
  const wanted = rolesOf(p, grants).flatMap((role) =>
    objects.flatMap((object) => privsOf(p).map((priv) => ({ object, role, priv }))),
  );
  const differing = wanted.filter(({ object, role, priv }) =>
    differs(p, grants.granted.get(keyOf(object, role, priv))),
  );
  if (differing.length === 0) return CONVERGED;
  return {
    changes: mergeChanges(p, differing),
    steps: [postgresqlStep(p, p.database, mergeStatements(p, differing))],
    after: new Unknown('the privileges of the roles'),
  };
}

interface Grant {
  readonly object: string;
  readonly role: string;
  readonly priv: string;
}

function rolesOf(p: Params, { roles }: Grants): string[] {
  return p.roles.flatMap((role) => {
    if (role.toUpperCase() === 'PUBLIC') return ['PUBLIC'];
    if (roles.includes(role)) return [role];
    if (!p.fail_on_role) return [];
    throw new ModuleFailure(`there is no role ${role}`, 'Create it first, with postgresql_user.');
  });
}

function privsOf({ type, privs }: Params): readonly string[] {
  if (type === 'group') return ['MEMBER'];
  const upper = privs.map((priv) => priv.toUpperCase());
  return upper.includes('ALL') ? PRIVILEGES[type] : [...new Set(upper)].sort();
}

/** `grantable` is undefined if the privilege is not granted. */
function differs({ state, grant_option }: Params, grantable: boolean | undefined): boolean {
  if (state === 'absent') return grantable !== undefined;
  return grantable === undefined || (grant_option !== undefined && grantable !== grant_option);
}

const mergeChanges = (p: Params, grants: readonly Grant[]): Change[] =>
  group(grants).map(({ object, role, privs }) => ({
    attribute: `${role} on ${object}`,
    before: p.state === 'absent' ? privs.join(',') : null,
    after: p.state === 'absent' ? null : privs.join(','),
  }));

const mergeStatements = (p: Params, grants: readonly Grant[]): string[] =>
  group(grants).flatMap(({ object, role, privs }) => {
    const who = role === 'PUBLIC' ? role : sqlName(role);
    const option = p.type === 'group' ? 'ADMIN' : 'GRANT';
    const what =
      p.type === 'group' ? sqlName(object) : `${privs.join(', ')} ON ${p.type.toUpperCase()} ${objectName(p, object)}`;
    if (p.state === 'absent') return [`REVOKE ${what} FROM ${who}`];
    if (p.grant_option === false) return [`GRANT ${what} TO ${who}`, `REVOKE ${option} OPTION FOR ${what} FROM ${who}`];
    return [`GRANT ${what} TO ${who}${p.grant_option ? ` WITH ${option} OPTION` : ''}`];
  });

const objectName = ({ type, schema }: Params, object: string): string =>
  type === 'table' || type === 'sequence' ? `${sqlName(schema)}.${sqlName(object)}` : sqlName(object);

function group(grants: readonly Grant[]): { object: string; role: string; privs: string[] }[] {
  const merged = new Map<string, { object: string; role: string; privs: string[] }>();
  for (const { object, role, priv } of grants) {
    const key = keyOf(object, role);
    const entry = merged.get(key) ?? { object, role, privs: [] };
    entry.privs.push(priv);
    merged.set(key, entry);
  }
  return [...merged.values()];
}
