import { sqlText } from './postgresql-login.ts';

export const KINDS = ['table', 'sequence', 'database', 'schema', 'tablespace', 'language', 'group'] as const;

type Kind = (typeof KINDS)[number];

/** The privileges of each kind of object, in the order of the manual of GRANT. */
export const PRIVILEGES: Readonly<Record<Kind, readonly string[]>> = {
  table: ['DELETE', 'INSERT', 'REFERENCES', 'SELECT', 'TRIGGER', 'TRUNCATE', 'UPDATE'],
  sequence: ['SELECT', 'UPDATE', 'USAGE'],
  database: ['CONNECT', 'CREATE', 'TEMPORARY'],
  schema: ['CREATE', 'USAGE'],
  tablespace: ['CREATE'],
  language: ['USAGE'],
  group: [],
};

interface Catalog {
  /** Rows with the columns name, acl and owner. */
  readonly from: (schema: string) => string;
  /** The code of the kind in acldefault(). */
  readonly letter: string;
}

const relations = (kinds: string, letter: string): Catalog => ({
  from: (schema) =>
    `SELECT relname AS name, relacl AS acl, relowner AS owner FROM pg_class WHERE relkind IN (${kinds}) AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = ${sqlText(schema)})`,
  letter,
});

const CATALOGS: Readonly<Record<Exclude<Kind, 'group'>, Catalog>> = {
  table: relations("'r', 'v', 'm', 'f', 'p'", 'r'),
  sequence: relations("'S'", 's'),
  database: { from: () => 'SELECT datname AS name, datacl AS acl, datdba AS owner FROM pg_database', letter: 'd' },
  schema: { from: () => 'SELECT nspname AS name, nspacl AS acl, nspowner AS owner FROM pg_namespace', letter: 'n' },
  tablespace: {
    from: () => 'SELECT spcname AS name, spcacl AS acl, spcowner AS owner FROM pg_tablespace',
    letter: 't',
  },
  language: { from: () => 'SELECT lanname AS name, lanacl AS acl, lanowner AS owner FROM pg_language', letter: 'l' },
};

interface GrantQuestion {
  readonly type: Kind;
  readonly objs: readonly string[];
  readonly roles: readonly string[];
  readonly schema: string;
}

/** Statements that list objects, roles, and who has been granted what on them. */
export function renderGrantQuestion({ type, objs, roles, schema }: GrantQuestion): string[] {
  const isAsked = objs.includes('ALL_IN_SCHEMA') ? 'true' : `name IN (${objs.map(sqlText).join(', ')})`;
  const known = `SELECT 'role ' || to_json(rolname::text) FROM pg_roles WHERE rolname IN (${roles.map(sqlText).join(', ')}) ORDER BY 1;`;
  if (type === 'group') {
    const members = `SELECT g.rolname AS name, m.rolname AS role, bool_or(admin_option) AS admin FROM pg_auth_members JOIN pg_roles g ON g.oid = roleid JOIN pg_roles m ON m.oid = member GROUP BY 1, 2`;
    return [
      known,
      `SELECT 'object ' || to_json(name::text) FROM (SELECT rolname AS name FROM pg_roles) o WHERE ${isAsked} ORDER BY 1;`,
      `SELECT 'grant ' || json_build_array(name, role, 'MEMBER', admin) FROM (${members}) o WHERE ${isAsked} ORDER BY 1;`,
    ];
  }
  const { from, letter } = CATALOGS[type];
  const source = `(${from(schema)}) o`;
  return [
    known,
    `SELECT 'object ' || to_json(name::text) FROM ${source} WHERE ${isAsked} ORDER BY 1;`,
    `SELECT 'grant ' || json_build_array(name, COALESCE(rolname, 'PUBLIC'), privilege_type, bool_or(is_grantable)) FROM ${source}, LATERAL aclexplode(COALESCE(acl, acldefault(${sqlText(letter)}, owner))) a LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE ${isAsked} GROUP BY name, rolname, privilege_type ORDER BY 1;`,
  ];
}
