import type { RunStep } from '../../module-api/step.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import { accountAfter, diffAccount } from './user-account.ts';
import { generateKey } from './user-key.ts';
import type { UserFound, UserParams } from './user-params.ts';

/** The step that changes an account. The password's hash is passed on stdin, so that no command line shows it. */
export function renderUserScript(p: UserParams, s: UserFound): RunStep {
  const name = quote(p.name);
  if (p.state === 'absent') {
    return { kind: 'run', script: `userdel${p.force ? ' -f' : ''}${p.remove ? ' -r' : ''} -- ${name} 2>&1` };
  }
  const changed = new Set(diffAccount(p, s.account).map(({ attribute }) => attribute));
  const sets = changed.has('password');
  const script = [
    'set -e',
    ...(s.account ? modify(p, s, changed) : create(p, s)),
    ...(sets ? ['chpasswd -e'] : []),
    ...lock(p, s, changed),
    ...age(p, changed),
    ...generateKey(p, s),
  ].join('\n');
  return { kind: 'run', script, ...(sets && { stdin: `${p.name}:${p.password ?? ''}\n` }) };
}

function create(p: UserParams, s: UserFound): string[] {
  // useradd does not create the user's own group if a group of that name exists
  const group = p.group ?? (s.ownGroup ? p.name : undefined);
  const words = [
    'useradd',
    ...(p.system ? ['-r'] : []),
    ...(p.create_home ? ['-m'] : ['-M']),
    ...(p.create_home && p.skeleton !== undefined ? ['-k', p.skeleton] : []),
    ...(group === undefined ? ['-U'] : ['-g', group]),
    ...(p.groups?.length ? ['-G', p.groups.join(',')] : []),
    ...(p.home === undefined ? [] : ['-d', p.home]),
    ...attributes(p, new Set(['uid', 'comment', 'shell', 'expires'])),
    '--',
    p.name,
  ];
  return [quoteAll(words)];
}

function modify(p: UserParams, s: UserFound, changed: ReadonlySet<string>): string[] {
  const groups = accountAfter(p, s.account).groups;
  const words = [
    ...(changed.has('group') ? ['-g', p.group ?? ''] : []),
    ...(changed.has('groups') ? ['-G', groups.join(',')] : []),
    ...(changed.has('home') ? ['-d', p.home ?? '', ...(p.move_home ? ['-m'] : [])] : []),
    ...attributes(p, changed),
  ];
  const guard = changed.has('home') && p.move_home ? [requireOwnHome(p, s)] : [];
  return words.length > 0 ? [...guard, quoteAll(['usermod', ...words, '--', p.name])] : [];
}

/** usermod moves whatever the account calls its home, which may be /usr/sbin or /var/lib. */
function requireOwnHome(p: UserParams, { account }: UserFound): string {
  const home = quote(account?.home ?? '');
  const refusal = quote(`${account?.home ?? ''} is not the directory of ${p.name} and is not moved: remove move_home`);
  return `[ ! -d ${home} ] || [ "$(stat -Lc %u -- ${home})" = "$(id -u -- ${quote(p.name)})" ] || { echo ${refusal} >&2; exit 1; }`;
}

function attributes(p: UserParams, changed: ReadonlySet<string>): string[] {
  const closes = p.expires === undefined || p.expires < 0 ? '' : new Date(p.expires * 1000).toISOString().slice(0, 10);
  return [
    ...(changed.has('uid') && p.uid !== undefined ? ['-u', String(p.uid), ...(p.non_unique ? ['-o'] : [])] : []),
    ...(changed.has('comment') && p.comment !== undefined ? ['-c', p.comment] : []),
    ...(changed.has('shell') && p.shell !== undefined ? ['-s', p.shell] : []),
    ...(changed.has('expires') && p.expires !== undefined ? ['-e', closes] : []),
  ];
}

function lock(p: UserParams, s: UserFound, changed: ReadonlySet<string>): string[] {
  if (p.password_lock === undefined || !(changed.has('password_lock') || changed.has('password'))) return [];
  const isLocked = changed.has('password') ? (p.password ?? '').startsWith('!') : (s.account?.shadow?.locked ?? true);
  if (isLocked === p.password_lock) return [];
  return [`usermod ${p.password_lock ? '-L' : '-U'} -- ${quote(p.name)}`];
}

function age(p: UserParams, changed: ReadonlySet<string>): string[] {
  const words = [
    ...(changed.has('password_expire_min') ? ['-m', String(p.password_expire_min)] : []),
    ...(changed.has('password_expire_max') ? ['-M', String(p.password_expire_max)] : []),
    ...(changed.has('password_expire_warn') ? ['-W', String(p.password_expire_warn)] : []),
  ];
  return words.length > 0 ? [quoteAll(['chage', ...words, '--', p.name])] : [];
}
