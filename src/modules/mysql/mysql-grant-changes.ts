import type { Change } from '../../module-api/module.ts';
import { sqlName } from '../../query/services/mysql-client.ts';
import type { Grants } from './mysql-grants.ts';

/** The privileges to grant or revoke, by object. `shown`: the displayed form of the desired privileges. */
export function diffGrants(found: Grants, wanted: Grants, shown: Grants = wanted): Change[] {
  return objects(found, wanted).flatMap((object) => {
    const [before, after] = [render(found[object]), render(wanted[object])];
    return before === after ? [] : [{ attribute: `privileges on ${object}`, before, after: render(shown[object]) }];
  });
}

/** The union of both. */
export function mergeGrants(a: Grants, b: Grants): Grants {
  return Object.fromEntries(
    objects(a, b).map((object) => {
      const all = new Set([...(a[object] ?? []), ...(b[object] ?? [])]);
      const isAll = all.has('ALL');
      return [object, [...all].filter((privilege) => !isAll || ['ALL', 'GRANT OPTION'].includes(privilege)).sort()];
    }),
  );
}

/**
 * Statements that change the found privileges to the wanted ones. Privileges in both are not revoked, except with ALL, which cannot be
 * split. In MySQL 9, revoking ALL on *.* revokes all other privileges too: it is revoked last, and then everything is granted again.
 */
export function renderGrantChanges(found: Grants, wanted: Grants, account: string): string[] {
  const losesAll = (object: string): boolean => includes(found[object], 'ALL') && !includes(wanted[object], 'ALL');
  const all = objects(found, wanted);
  const revokes = [...all.filter((object) => object !== '*.*'), '*.*'].flatMap((object) => {
    const isAll = includes(wanted[object], 'ALL');
    const extra = (found[object] ?? []).filter((privilege) => !includes(wanted[object], privilege));
    return revoke(isAll ? extra.filter((privilege) => privilege === 'GRANT OPTION') : extra, object, account);
  });
  const grants = all.flatMap((object) => {
    const kept = losesAll(object) || losesAll('*.*') ? [] : (found[object] ?? []);
    return grant(wanted[object]?.filter((privilege) => !kept.includes(privilege)) ?? [], object, account);
  });
  return [...revokes, ...grants];
}

const includes = (privileges: readonly string[] | undefined, privilege: string): boolean =>
  privileges?.includes(privilege) ?? false;

/** GRANT OPTION needs a separate statement: together with ALL it would apply to every object. */
function revoke(privileges: readonly string[], object: string, account: string): string[] {
  const plain = privileges.filter((privilege) => privilege !== 'GRANT OPTION').map(renderPrivilege);
  const lists = [
    ...(plain.length > 0 ? [plain.join(', ')] : []),
    ...(privileges.length > plain.length ? ['GRANT OPTION'] : []),
  ];
  return lists.map((list) => `REVOKE ${list} ON ${renderObject(object)} FROM ${account}`);
}

function grant(privileges: readonly string[], object: string, account: string): string[] {
  const plain = privileges.filter((privilege) => privilege !== 'GRANT OPTION');
  if (privileges.length === 0) return [];
  const list = plain.length === 0 ? 'USAGE' : plain.map(renderPrivilege).join(', ');
  const option = privileges.length > plain.length ? ' WITH GRANT OPTION' : '';
  return [`GRANT ${list} ON ${renderObject(object)} TO ${account}${option}`];
}

const objects = (a: Grants, b: Grants): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();

const render = (privileges: readonly string[] | undefined): string | null => privileges?.join(', ') ?? null;

function renderPrivilege(privilege: string): string {
  const [, name = '', columns] = /^(.*?)(?: \((.*)\))?$/s.exec(privilege) ?? [];
  return columns === undefined ? name : `${name} (${columns.split(', ').map(sqlName).join(', ')})`;
}

function renderObject(object: string): string {
  const [, kind = '', database = '', name = ''] = /^((?:PROCEDURE|FUNCTION) )?(.*?)\.(.*)$/s.exec(object) ?? [];
  const [left, right] = [database, name].map((part) => (part === '*' ? '*' : sqlName(part)));
  return `${kind}${left ?? ''}.${right ?? ''}`;
}
