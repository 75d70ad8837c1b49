import type { Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { Account, PasswdAnswer, Shadow } from '../../query/accounts/passwd.ts';
import { passwordDigest } from '../../query/accounts/passwd.ts';
import type { UserParams } from './user-params.ts';

/** The defaults of a new account on Debian and its derivatives. */
function newAccount(p: UserParams): Account {
  const aging = p.system
    ? { minDays: null, maxDays: null, warnDays: null }
    : { minDays: 0, maxDays: 99999, warnDays: 7 };
  return {
    group: p.name,
    groups: [],
    comment: '',
    home: `/home/${p.name}`,
    shell: '/bin/sh',
    shadow: { locked: true, passwordDigest: '', expires: null, ...aging },
  };
}

/** The account with the requested properties; properties without a parameter are unchanged. */
export function accountAfter(p: UserParams, before: PasswdAnswer): Account {
  const base = before ?? newAccount(p);
  const groups = p.groups === undefined ? base.groups : [...(p.append ? base.groups : []), ...p.groups];
  const moves = p.group !== undefined && !isSameGroup(p.group, base);
  return {
    ...base,
    uid: p.uid ?? base.uid,
    group: p.group !== undefined && moves ? p.group : base.group,
    gid: moves ? undefined : base.gid,
    groups: [...new Set(groups)].sort(),
    comment: p.comment ?? base.comment,
    home: p.home ?? base.home,
    shell: p.shell ?? base.shell,
    shadow: base.shadow && shadowAfter(p, base.shadow, before === null),
  };
}

function shadowAfter(p: UserParams, base: Shadow, isNew: boolean): Shadow {
  const sets = p.password !== undefined && (isNew || p.update_password === 'always');
  const password = sets
    ? { passwordDigest: passwordDigest(unlocked(p.password ?? '')), locked: (p.password ?? '').startsWith('!') }
    : { passwordDigest: base.passwordDigest, locked: base.locked };
  return {
    ...base,
    ...password,
    ...(p.password_lock !== undefined && { locked: p.password_lock }),
    ...(p.expires !== undefined && { expires: p.expires < 0 ? null : Math.floor(p.expires / 86400) }),
    minDays: p.password_expire_min ?? base.minDays,
    maxDays: p.password_expire_max ?? base.maxDays,
    warnDays: p.password_expire_warn ?? base.warnDays,
  };
}

const unlocked = (hash: string): string => hash.replace(/^!+/, '');

/** A group can be given by name or by ID. */
const isSameGroup = (wanted: string, { group, gid }: Account): boolean =>
  wanted === group || (/^\d+$/.test(wanted) && (gid === undefined || Number(wanted) === gid));

/** The differences between an account and the parameters; for a new account, all given parameters. */
export function diffAccount(p: UserParams, before: PasswdAnswer): Change[] {
  const after = accountAfter(p, before);
  const changes: Change[] = before ? [] : [{ attribute: 'state', before: 'absent', after: 'present' }];
  const compare = (attribute: string, wanted: unknown, was: unknown, is: unknown): void => {
    if (wanted !== undefined && JSON.stringify(was ?? null) !== JSON.stringify(is)) {
      changes.push({ attribute, before: was ?? null, after: is });
    }
  };
  compare('uid', p.uid, before?.uid, after.uid);
  if (p.group !== undefined && !(before && isSameGroup(p.group, before))) {
    changes.push({ attribute: 'group', before: before?.group ?? null, after: p.group });
  }
  if (p.append) {
    const lacking = (p.groups ?? []).filter((name) => !before?.groups.includes(name));
    if (lacking.length > 0)
      changes.push({
        attribute: 'groups',
        before: before?.groups ?? null,
        after: `with ${[...lacking].sort().join(', ')}`,
      });
  } else compare('groups', p.groups, before?.groups, after.groups);
  for (const attribute of ['comment', 'home', 'shell'] as const) {
    compare(attribute, p[attribute], before?.[attribute], after[attribute]);
  }
  return [...changes, ...diffShadow(p, before, after.shadow)];
}

function diffShadow(p: UserParams, before: PasswdAnswer, after: Shadow | undefined): Change[] {
  const asksShadow = [
    p.password,
    p.password_lock,
    p.expires,
    p.password_expire_max,
    p.password_expire_min,
    p.password_expire_warn,
  ];
  if (asksShadow.every((value) => value === undefined)) return [];
  const was = before?.shadow;
  if (!after || (before && !was)) {
    throw new ModuleFailure('/etc/shadow can only be read by root', 'The task needs become.');
  }
  if (p.password_lock === false && after.passwordDigest === '' && was?.locked !== false) {
    throw new ModuleFailure(
      `${p.name} has no password that could be unlocked`,
      'Give it a password, or remove password_lock.',
    );
  }
  const changes: Change[] = [];
  // without a password hash, the lock is the only remaining difference
  const relocks = p.password_lock === undefined && was?.locked !== after.locked;
  if (p.password !== undefined && (was?.passwordDigest !== after.passwordDigest || relocks)) {
    changes.push({ attribute: 'password', before: was ? 'other' : null, after: 'as given', secret: true });
  }
  const compare = (attribute: string, wanted: unknown, value: unknown, next: unknown): void => {
    if (wanted !== undefined && value !== next) changes.push({ attribute, before: value ?? null, after: next });
  };
  compare('password_lock', p.password_lock, was?.locked, after.locked);
  compare('expires', p.expires, was?.expires, after.expires);
  compare('password_expire_min', p.password_expire_min, was?.minDays, after.minDays);
  compare('password_expire_max', p.password_expire_max, was?.maxDays, after.maxDays);
  compare('password_expire_warn', p.password_expire_warn, was?.warnDays, after.warnDays);
  return changes;
}
