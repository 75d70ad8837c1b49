import type { Change, Prediction } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import type { Step } from '../../module-api/step.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { Unknown } from '../../values/unknown.ts';
import { group } from '../../query/accounts/group.ts';
import { isAccountName, passwd } from '../../query/accounts/passwd.ts';
import { accountAfter, diffAccount } from './user-account.ts';
import { homeOf, keyQueries, predictKey, publicKeyOf, sshKeyPath } from './user-key.ts';
import { renderUserScript } from './user-script.ts';
import type { UserParams, UserFound, Asked } from './user-params.ts';
import { userParams } from './user-params.ts';

/** Manages user accounts. */
export const user = defineState({
  name: 'user',
  summary: 'Creates, changes and removes user accounts.',
  params: userParams,
  notTaken: {
    authorization: leftOut('it is specific to Solaris.'),
    hidden: leftOut('it is specific to macOS.'),
    local: leftOut('accounts are always kept in /etc/passwd.'),
    login_class: leftOut('it is specific to BSD.'),
    password_expire_account_disable: 'Run chage -I in a command.',
    profile: leftOut('it is specific to Solaris.'),
    role: leftOut('it is specific to Solaris.'),
    seuser: 'Run semanage login in a command.',
    ssh_key_passphrase: 'A key that a service uses has none; run ssh-keygen in a command with creates.',
    uid_max: 'Set UID_MAX in /etc/login.defs, or give uid.',
    uid_min: 'Set UID_MIN in /etc/login.defs, or give uid.',
    umask: 'Set HOME_MODE in /etc/login.defs, or the mode of the home with file.',
  },
  aliases: { user: 'name', createhome: 'create_home' },
  examples: [
    '- user:\n    name: deploy\n    shell: /bin/bash\n    groups: [adm, www-data]\n    append: true\n',
    '- user:\n    name: app\n    system: true\n    home: /srv/app\n    shell: /usr/sbin/nologin\n    password: "!"\n',
    '- user:\n    name: old\n    state: absent\n    remove: true\n',
  ],
  returns: {
    name: 'The user.',
    state: 'present or absent.',
    uid: 'The numeric ID.',
    group: 'Group ID of the primary group.',
    home: 'Home directory.',
    shell: 'Login shell.',
    comment: 'Comment of the account.',
    groups: 'Supplementary groups, separated by commas.',
    ssh_public_key: 'The public key, with generate_ssh_key.',
    ssh_key_file: 'File of the private key, with generate_ssh_key.',
  },
  queries: (p): Asked => ({
    account: passwd(p.name),
    ownGroup: group(p.name),
    groups: p.state === 'present' ? namedGroups(p).map((name) => group(name)) : [],
    ...keyQueries(p),
  }),
  diff: (p, s: UserFound) => diff(p, s),
  apply: (p, s: UserFound): Step[] => [renderUserScript(p, s)],
  predict: (p, s: UserFound) => predict(p, s),
  writes: (p) => ({
    keys: [
      ...['passwd', 'group', 'shadow', 'gshadow'].map((name) => `file:/etc/${name}`),
      `user:${p.name}`,
      `group:${p.name}`,
      ...(p.create_home || p.remove || p.move_home ? [`tree:${homeOf(p)}`] : []),
    ],
  }),
  result: (p, s: UserFound) => resultOf(p, s),
});

/** The groups that must exist, except those given by ID, which useradd checks. */
const namedGroups = (p: UserParams): string[] =>
  [...new Set([...(p.group === undefined ? [] : [p.group]), ...(p.groups ?? [])])].filter(isAccountName);

function diff(p: UserParams, s: UserFound): Change[] {
  if (p.state === 'absent') return s.account ? [{ attribute: 'state', before: 'present', after: 'absent' }] : [];
  const missing = namedGroups(p).filter((_, i) => s.groups[i] === null);
  if (missing.length > 0) {
    throw new ModuleFailure(`there is no group ${missing.join(', ')}`, 'The group module creates it.');
  }
  const key = publicKeyOf(s) === null ? [{ attribute: 'ssh key', before: 'absent', after: 'present' }] : [];
  return [...diffAccount(p, s.account), ...key];
}

function predict(p: UserParams, s: UserFound): Prediction[] {
  const { account, ownGroup, groups } = s;
  if (p.state === 'absent') {
    return [
      { query: passwd(p.name), answer: null },
      {
        query: group(p.name),
        answer: ownGroup === null ? null : new Unknown(`whether ${p.name} was alone in its group`),
      },
    ];
  }
  const createsGroup = account === null && p.group === undefined && ownGroup === null;
  return [
    { query: passwd(p.name), answer: accountAfter(p, account) },
    { query: group(p.name), answer: createsGroup ? { gid: undefined } : ownGroup },
    ...namedGroups(p)
      .map((name, i) => ({ query: group(name), answer: groups[i] }))
      .filter(({ query }) => query.args !== p.name),
    ...predictKey(p, s),
  ];
}

function resultOf(p: UserParams, s: UserFound): Record<string, unknown> {
  const { account } = s;
  const key = publicKeyOf(s);
  if (p.state === 'absent' || !account) return { name: p.name, state: 'absent' };
  return {
    name: p.name,
    state: 'present',
    ...(account.uid !== undefined && { uid: account.uid }),
    ...(account.gid !== undefined && { group: account.gid }),
    home: account.home,
    shell: account.shell,
    comment: account.comment,
    groups: account.groups.join(','),
    ...(key && { ssh_public_key: key.toString('utf8').trim(), ssh_key_file: sshKeyPath(p, account) }),
  };
}
