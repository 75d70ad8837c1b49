import * as z from 'zod';
import { ModuleFailure } from '../../module-api/module.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { ownWay } from '../../module-api/at-place.ts';
import { bool, path, text } from '../../module-api/params.ts';
import { quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { Unknown } from '../../values/unknown.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';

const ENTRY = /^(default:|d:)?([ugom]|user|group|other|mask):([^:\n]*)(:[rwxX-]+)?$/;

const params = z
  .strictObject({
    path: path().describe('The file or directory.'),
    state: z.enum(['query', 'present', 'absent']).default('query').describe('query only reads the entries.'),
    entry: text()
      .pipe(z.string().regex(ENTRY, 'must be an entry as setfacl(1) has it: user:joe:rwx'))
      .optional()
      .describe('The entry in the notation of setfacl(1), instead of etype, entity and permissions: user:joe:rw.'),
    etype: z.enum(['user', 'group', 'mask', 'other']).optional().describe('Type of the entry.'),
    entity: text().default('').describe('Name of the user or group.'),
    permissions: text()
      .pipe(z.string().regex(/^[rwxX-]+$/, 'must be letters of rwxX'))
      .optional()
      .describe('Permissions of the entry: rwX.'),
    default: bool().default(false).describe('Set the default ACL of the directory, which new files inherit.'),
    recursive: bool().default(false).describe('Apply the entry to everything below the directory too.'),
    follow: bool().default(true).describe('Follow path if it is a link. Links below path are never followed.'),
    recalculate_mask: z
      .enum(['default', 'mask', 'no_mask'])
      .default('default')
      .describe('Whether to recalculate the mask, as the options of setfacl do.'),
  })
  .refine((p) => p.state === 'query' || p.entry !== undefined || p.etype !== undefined, {
    path: ['etype'],
    message: 'or entry is needed',
  })
  .refine((p) => p.entry === undefined || p.etype === undefined, {
    path: ['entry'],
    message: "and etype can't be given together",
  })
  .refine((p) => p.state !== 'present' || p.permissions !== undefined || ENTRY.exec(p.entry ?? '')?.[4] !== undefined, {
    path: ['permissions'],
    message: 'is needed with state: present',
  });

type Params = z.output<typeof params>;

/** Manages access control lists. */
export const acl = defineProbed({
  name: 'acl',
  summary: "Sets, removes and reads entries of files' access control lists (ACLs).",
  params,
  aliases: { name: 'path', recurse: 'recursive' },
  notTaken: {
    'use_nfsv4_acls=false': leftOut('lists are those of POSIX.'),
    use_nfsv4_acls: 'Run nfs4_setfacl in a command.',
  },
  examples: [
    '- acl:\n    path: /srv/www\n    etype: user\n    entity: deploy\n    permissions: rwX\n    state: present\n',
  ],
  returns: { acl: 'The entries, as getfacl prints them.' },
  probe,
  reads: (p) => [`${p.recursive ? 'tree' : 'file'}:${p.path}`, 'package:acl'],
  plan,
  writes: (p) => ({ keys: [`${p.recursive ? 'tree' : 'file'}:${p.path}`] }),
  result: (_, { stdout }) => ({ acl: listOf(stdout).split('\n').filter(Boolean) }),
});

const listOf = (stdout: string): string => stdout.split('\n--\n')[0] ?? '';

function setfacl(p: Params, options: readonly string[]): string {
  return `setfacl ${quoteAll([
    ...options,
    ...(p.recursive ? ['-R'] : []),
    ...(p.follow ? [] : ['-P']),
    ...(p.recalculate_mask === 'default' ? [] : [p.recalculate_mask === 'mask' ? '--mask' : '--no-mask']),
    p.state === 'absent' ? '-x' : '-m',
    entryOf(p),
    '--',
    p.path,
  ])}`;
}

function entryOf({ entry, etype: kindGiven, entity, permissions, default: isDefault, state }: Params): string {
  const [, givenDefault, kind = kindGiven ?? '', name = entity, rights = `:${permissions ?? ''}`] =
    ENTRY.exec(entry ?? '') ?? [];
  const prefix = isDefault || givenDefault !== undefined ? 'default:' : '';
  return `${prefix}${kind}:${name}${state === 'absent' ? '' : rights}`;
}

/** `--test` prints the resulting list, or `*,*` if it does not change. */
function probe(p: Params): string {
  return [
    `[ -e ${quoteAll([p.path])} ] || exit 2`,
    'command -v setfacl >/dev/null || exit 127',
    `getfacl --omit-header --absolute-names -- ${quoteAll([p.path])} || exit 5`,
    'echo --',
    ...(p.state === 'query' ? [] : [`${setfacl(p, ['--test'])} | { grep -v ': \\*,\\*$' || :; }`]),
  ].join('\n');
}

function plan(p: Params, { exitStatus, stdout, stderr }: ShellAnswer): ProbedPlan {
  if (exitStatus === 2) throw new ModuleFailure(`${p.path} does not exist`);
  if (exitStatus === 127) throw new ModuleFailure('setfacl is not installed on the host', 'Install the package acl.');
  if (exitStatus !== 0 || stderr !== '')
    throw new ModuleFailure(`the list of ${p.path} cannot be read: ${stderr.split('\n')[0] ?? ''}`);
  const differing = (stdout.split('\n--\n')[1] ?? '').split('\n').filter(Boolean);
  if (differing.length === 0) return CONVERGED;
  const entry = entryOf(p);
  const [before, after] = p.state === 'absent' ? [entry, null] : [null, entry];
  return {
    changes: [{ attribute: 'acl', before, after, ...(differing.length > 1 && { note: `${differing.length} files` }) }],
    steps: [{ kind: 'run', script: `${ownWay(p.path)} &&\n${setfacl(p, [])}` }],
    after: new Unknown(`the list of ${p.path}`),
  };
}
