import * as z from 'zod';
import { NEW, nameOf, placeNew, renderBeside } from '../../module-api/beside.ts';
import { renderAttributes } from '../../module-api/file-attributes.ts';
import type { Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { fileAttributes } from '../../module-api/file-attributes.ts';
import { bool, fileMode, integer, oneLine, path, text } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { removeFiles } from '../../module-api/at-place.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { Unknown } from '../../values/unknown.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';
import { parentOf } from '../lib/parent-directory.ts';

const SIZES = { rsa: 4096, ecdsa: 256, ed25519: 256 } as const;

const params = z
  .strictObject({
    path: path().describe('File of the private key. The public key is stored in the same path with the suffix .pub.'),
    type: z.enum(['rsa', 'ecdsa', 'ed25519']).default('rsa').describe('Type of the key.'),
    size: integer().optional().describe('Size of the key in bits. Default: 4096 for rsa, 256 for ecdsa.'),
    comment: oneLine().optional().describe('Comment of the public key.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether the key exists.'),
    force: bool().default(false).describe('Create a new key on every run.'),
    regenerate: z
      .enum(['never', 'fail', 'partial_idempotence', 'full_idempotence', 'always'])
      .default('partial_idempotence')
      .describe('What to do with a key of another type or size: keep it (never), fail (fail), or replace it.'),
    passphrase: text().optional().meta({ secret: true }).describe('Passphrase of a new key.'),
    mode: fileMode()
      .refine((mode) => /^\d+$/.test(mode), 'must be octal digits such as 0640')
      .optional()
      .describe('Permission bits, as octal digits.'),
    owner: fileAttributes.owner,
    group: fileAttributes.group,
  })
  .refine((p) => !p.passphrase?.includes('\n'), {
    path: ['passphrase'],
    message: 'must be one line',
  });

type Params = z.output<typeof params>;

/** Manages an OpenSSH key pair. */
export const opensshKeypair = defineProbed({
  name: 'openssh_keypair',
  summary: 'Creates an OpenSSH key pair.',
  params,
  notTaken: {
    backend: leftOut('ssh-keygen makes the key.'),
    private_key_format: leftOut('ssh-keygen decides.'),
    'type=dsa': 'Choose ed25519: OpenSSH has no DSA any more.',
  },
  examples: ['- openssh_keypair:\n    path: /etc/ssh/ssh_host_ed25519_key\n    type: ed25519\n'],
  returns: {
    filename: 'The private key.',
    'type, size': 'As requested.',
    public_key: 'Type and key, in the format of authorized_keys.',
    fingerprint: 'SHA256:...',
    comment: 'Comment of the public key.',
  },
  probe: (p) => `[ -e ${quote(p.path)} ] || exit 2
command -v ssh-keygen >/dev/null || exit 127
stat -c '%U %G %a' -- ${quote(p.path)}; ssh-keygen -lf ${quote(p.path)} </dev/null; cat ${quote(`${p.path}.pub`)}`,
  reads: (p) => [`file:${p.path}`, `file:${p.path}.pub`, 'package:openssh-client'],
  directories: (p) => [parentOf(p.path)],
  plan,
  writes: (p) => ({ keys: [`file:${p.path}`, `file:${p.path}.pub`] }),
  result: (p, found) => {
    const key = parseKey(found);
    const told = key && {
      size: key.bits,
      fingerprint: key.fingerprint,
      public_key: key.publicKey,
      comment: key.comment,
    };
    return { filename: p.path, type: p.type, state: key ? 'present' : 'absent', ...told };
  },
});

interface Key {
  readonly attributes: readonly string[];
  readonly bits: number;
  readonly fingerprint: string;
  readonly type: string;
  readonly publicKey: string;
  readonly comment: string;
}

function parseKey({ exitStatus, stdout }: ShellAnswer): Key | undefined {
  if (exitStatus === 2) return undefined;
  const [attributes = '', listed = '', line = ''] = stdout.split('\n');
  const [, bits, fingerprint = '', type = ''] = /^(\d+) (\S+) .*\((\S+)\)$/.exec(listed) ?? [];
  const [kind = '', blob = '', ...comment] = line.split(' ');
  return {
    attributes: attributes.split(' '),
    bits: Number(bits ?? 0),
    fingerprint,
    type: type.toLowerCase(),
    publicKey: `${kind} ${blob}`,
    comment: comment.join(' '),
  };
}

function plan(p: Params, found: ShellAnswer, { isRecheck }: { readonly isRecheck?: boolean | undefined }): ProbedPlan {
  if (found.exitStatus === 127)
    throw new ModuleFailure('ssh-keygen is not installed on the host', 'Install the package openssh-client.');
  const key = parseKey(found);
  if (p.state === 'absent') return key ? remove(p) : CONVERGED;
  const reason = isRecheck ? undefined : reasonToMake(p, key);
  if (!key || reason !== undefined) return make(p, reason ?? 'absent');
  return adjust(p, key);
}

function reasonToMake(p: Params, key: Key | undefined): string | undefined {
  if (!key) return 'absent';
  if (p.force || p.regenerate === 'always') return `${key.type} ${key.bits}`;
  const size = p.size ?? SIZES[p.type];
  if (p.regenerate === 'never' || (key.type === p.type && (p.type === 'ed25519' || key.bits === size)))
    return undefined;
  if (p.regenerate === 'fail')
    throw new ModuleFailure(
      `${p.path} is a key of ${key.type} with ${key.bits} bits, not of ${p.type} with ${size}`,
      'regenerate: full_idempotence creates a new key.',
    );
  return key.bits === 0 ? 'unreadable' : `${key.type} ${key.bits}`;
}

const remove = (p: Params): ProbedPlan => ({
  changes: [{ attribute: 'state', before: 'present', after: 'absent' }],
  steps: [{ kind: 'run', script: removeFiles([p.path, `${p.path}.pub`]) }],
  after: { exitStatus: 2 },
});

function make(p: Params, before: string): ProbedPlan {
  const size = p.size ?? SIZES[p.type];
  const name = quote(`../${p.path.slice(p.path.lastIndexOf('/') + 1)}`);
  const owner = `${p.owner ?? ''}${p.group === undefined ? '' : `:${p.group}`}`;
  const script = renderBeside(p.path, [
    ...ANSWER,
    `keygen -q -t ${p.type} -b ${size} -C ${quote(p.comment ?? '')} -f ${NEW} >&2`,
    ...(owner === '' ? [] : [`chown ${quote(owner)} -- ${NEW} ${NEW}.pub`]),
    `chmod ${p.mode ?? '0600'} -- ${NEW}`,
    `chmod 0644 -- ${NEW}.pub`,
    `mv -fT -- ${NEW}.pub ${name}.pub`,
    `mv -fT -- ${NEW} ${name}`,
  ]);
  return {
    changes: [{ attribute: 'key', before, after: `${p.type} ${size}` }],
    steps: [{ kind: 'run', script, stdin: `${p.passphrase ?? ''}\n` }],
    after: new Unknown('the new key'),
  };
}

/** Changes the owner, mode or comment of a key that is kept. */
function adjust(p: Params, key: Key): ProbedPlan {
  const [owner = '', group = '', mode = ''] = key.attributes;
  const differs: Change[] = [
    ...change('owner', owner, p.owner),
    ...change('group', group, p.group),
    ...change('mode', mode.padStart(4, '0'), p.mode),
    ...change('comment', key.comment, p.comment),
  ];
  if (differs.length === 0) return CONVERGED;
  const has = (name: string): boolean => differs.some(({ attribute }) => attribute === name);
  const owners = has('owner') || has('group') ? { owner: p.owner, group: p.group } : {};
  const commands = [
    ...(has('comment') ? [renderComment(p)] : []),
    ...renderAttributes(
      p.path,
      { ...owners, mode: has('mode') || has('comment') ? (p.mode ?? mode) : undefined },
      { exists: false },
    ),
    ...renderAttributes(`${p.path}.pub`, owners, { exists: false }),
  ];
  return {
    changes: differs,
    steps: [{ kind: 'run', script: commands.join(' &&\n'), stdin: p.passphrase ?? '' }],
    after: new Unknown('attributes of the key'),
  };
}

const change = (attribute: string, before: string, after: string | undefined): Change[] =>
  after === undefined || after === before ? [] : [{ attribute, before, after }];

/**
 * Shell code of `keygen`, which is ssh-keygen with the passphrase on stdin. An option would show the passphrase to other users in the list
 * of processes, so an askpass program prints it from the environment.
 */
const ANSWER = [
  'read -r secret || :',
  `printf '%s\\n' '#!/bin/sh' 'printf "%s\\n" "$KEY_PASSPHRASE"' > ./answer`,
  'chmod 0700 -- ./answer',
  'keygen() { KEY_PASSPHRASE=$secret SSH_ASKPASS=./answer SSH_ASKPASS_REQUIRE=force DISPLAY=:0 setsid -w ssh-keygen "$@" </dev/null; }',
];

/** ssh-keygen follows links, and refuses keys that others can read, so it works on copies. */
const renderComment = (p: Params): string =>
  renderBeside(p.path, [
    ...ANSWER,
    `cp -P --preserve=all -- ${quote(`../${nameOf(p.path)}`)} ${NEW}`,
    `[ ! -e ${quote(`../${nameOf(p.path)}.pub`)} ] || cp -P --preserve=all -- ${quote(`../${nameOf(p.path)}.pub`)} ${NEW}.pub`,
    `[ ! -L ${NEW} ] && [ ! -L ${NEW}.pub ] || { echo ${quote(`${p.path} has become a link`)} >&2; exit 1; }`,
    `chmod 0600 -- ${NEW}`,
    `keygen -q -c -C ${quote(p.comment ?? '')} -f ${NEW} >&2`,
    `mv -fT -- ${NEW}.pub ${quote(`../${nameOf(p.path)}.pub`)}`,
    placeNew(p.path),
  ]);
