/** Sorted privileges by object (`*.*`, `app.*`, `app.orders`, `PROCEDURE app.tidy`); `ALL` stands for all of them. */
export type Grants = Readonly<Record<string, readonly string[]>>;

/** Parses an account's privileges from the lines of SHOW GRANTS, without roles and PROXY. */
export function parseShowGrants(lines: readonly string[]): Grants {
  const grants = new Map<string, Set<string>>();
  for (const line of lines) {
    const [, list, target = ''] = /^GRANT (.*?) ON (.*) TO [`'"]/s.exec(line) ?? [];
    if (list === undefined || list === 'PROXY') continue;
    const object = normalizeObject(target);
    const privileges = splitPrivileges(list)
      .map(normalizePrivilege)
      .filter((privilege) => privilege !== 'USAGE');
    const all = grants.get(object) ?? new Set();
    for (const privilege of privileges) all.add(privilege);
    if (line.includes(' WITH GRANT OPTION')) all.add('GRANT OPTION');
    grants.set(object, all);
  }
  return toGrants(grants);
}

/** Ansible's notation: `app.*:SELECT,INSERT/*.*:PROCESS`, or a mapping of objects to privileges. Throws `PrivilegeError`. */
export function parsePrivileges(given: string | Readonly<Record<string, string>>): Grants {
  const entries = typeof given === 'string' ? given.split('/').map(splitEntry) : Object.entries(given);
  const grants = new Map<string, Set<string>>();
  for (const [object, list] of entries) {
    const privileges = splitPrivileges(list)
      .map(normalizePrivilege)
      .filter((privilege) => privilege !== 'USAGE');
    const unknown = privileges.find((privilege) => !/^[A-Z][A-Z _]*( \(.+\))?$/.test(privilege));
    if (unknown !== undefined) throw new PrivilegeError(`${unknown} is not a privilege`);
    const name = normalizeObject(object);
    grants.set(name, new Set([...(grants.get(name) ?? []), ...privileges]));
  }
  return toGrants(grants);
}

/** An invalid value of `priv`. */
export class PrivilegeError extends Error {}

function splitEntry(entry: string): [string, string] {
  const colon = entry.lastIndexOf(':');
  if (colon < 1) throw new PrivilegeError(`${entry} does not have the form database.table:PRIVILEGE,PRIVILEGE`);
  return [entry.slice(0, colon), entry.slice(colon + 1)];
}

const toGrants = (grants: ReadonlyMap<string, ReadonlySet<string>>): Grants =>
  Object.fromEntries(
    [...grants]
      .filter(([, set]) => set.size > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, set]) => [name, reduce(name, set)]),
  );

/** Normalizes all privileges to `ALL`, in every notation of servers. */
function reduce(object: string, set: ReadonlySet<string>): string[] {
  const every = object === '*.*' ? EVERY_GLOBAL : /^(PROCEDURE|FUNCTION) /.test(object) ? EVERY_ROUTINE : undefined;
  const isAll = set.has('ALL') || (every?.every((privilege) => set.has(privilege)) ?? false);
  if (!isAll) return [...set].sort();
  return set.has('GRANT OPTION') ? ['ALL', 'GRANT OPTION'] : ['ALL'];
}

/** The privileges that MySQL 8 lists for ALL, without the dynamic privileges, which differ between servers. */
const EVERY_GLOBAL = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'CREATE',
  'DROP',
  'RELOAD',
  'SHUTDOWN',
  'PROCESS',
  'FILE',
  'REFERENCES',
  'INDEX',
  'ALTER',
  'SHOW DATABASES',
  'SUPER',
  'CREATE TEMPORARY TABLES',
  'LOCK TABLES',
  'EXECUTE',
  'REPLICATION SLAVE',
  'REPLICATION CLIENT',
  'CREATE VIEW',
  'SHOW VIEW',
  'CREATE ROUTINE',
  'ALTER ROUTINE',
  'CREATE USER',
  'EVENT',
  'TRIGGER',
  'CREATE TABLESPACE',
  'CREATE ROLE',
  'DROP ROLE',
];
const EVERY_ROUTINE = ['EXECUTE', 'ALTER ROUTINE'];

/** Splits at commas outside of parentheses. */
const splitPrivileges = (list: string): string[] =>
  list
    .split(/,(?![^(]*\))/)
    .map((privilege) => privilege.trim())
    .filter(Boolean);

function normalizePrivilege(privilege: string): string {
  const [, name = '', columns] = /^([^(]*?)\s*(?:\((.*)\))?$/s.exec(privilege) ?? [];
  const upper = name.toUpperCase().replace(/\s+/g, ' ');
  const known = SYNONYMS[upper] ?? upper;
  if (columns === undefined) return known;
  const names = columns.split(',').map((column) => unquote(column.trim()));
  return `${known} (${names.sort().join(', ')})`;
}

/** The names under which servers list privileges that have several names; MariaDB and MySQL differ in some. */
const SYNONYMS: Readonly<Record<string, string>> = {
  'ALL PRIVILEGES': 'ALL',
  GRANT: 'GRANT OPTION',
  'BINLOG MONITOR': 'REPLICATION CLIENT',
  'REPLICATION REPLICA': 'REPLICATION SLAVE',
  'REPLICA MONITOR': 'SLAVE MONITOR',
  'REPLICATION REPLICA ADMIN': 'REPLICATION SLAVE ADMIN',
  'DELETE VERSIONING ROWS': 'DELETE HISTORY',
};

function normalizeObject(object: string): string {
  const [, kind, name = ''] = /^(?:(PROCEDURE|FUNCTION|TABLE)\s+)?(.*)$/is.exec(object.trim()) ?? [];
  const parts = name.match(/`(?:[^`]|``)*`|[^.]+/g) ?? [];
  const plain = parts.length === 1 ? `${unquote(name)}.*` : parts.map(unquote).join('.');
  return kind === undefined || kind.toUpperCase() === 'TABLE' ? plain : `${kind.toUpperCase()} ${plain}`;
}

const unquote = (name: string): string =>
  name.startsWith('`') && name.endsWith('`') ? name.slice(1, -1).replaceAll('``', '`') : name;
