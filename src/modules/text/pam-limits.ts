import * as z from 'zod';
import { fileAttributes } from '../../module-api/file-attributes.ts';
import { bool, oneLine, path, text } from '../../module-api/params.ts';
import { defineTextEdit } from './define-text-edit.ts';
import { editLimits } from './pam-limits-edit.ts';
import { editing } from './text-file.ts';

const ITEMS = [
  'core',
  'data',
  'fsize',
  'memlock',
  'nofile',
  'rss',
  'stack',
  'cpu',
  'nproc',
  'as',
  'maxlogins',
  'maxsyslogins',
  'priority',
  'locks',
  'sigpending',
  'msgqueue',
  'nice',
  'rtprio',
  'chroot',
] as const;

const params = z.strictObject({
  path: path().default('/etc/security/limits.conf').describe('The file. It is created if it does not exist.'),
  domain: text()
    .pipe(z.string().regex(/^[^\s#]+$/, 'must be one word: a user, @group, %group or *'))
    .describe('To whom the limit applies: a user, @group, %group or *.'),
  limit_type: z.enum(['hard', 'soft', '-']).describe('Type of the limit; - means soft and hard.'),
  limit_item: z.enum(ITEMS).describe('The limited resource.'),
  value: text()
    .pipe(z.string().regex(/^(unlimited|infinity|-?\d+)$/, 'must be a whole number, unlimited or infinity'))
    .describe('The limit.'),
  use_max: bool().default(false).describe('Keep an existing greater value.'),
  use_min: bool().default(false).describe('Keep an existing smaller value.'),
  comment: oneLine().default('').describe('Comment at the end of a new line.'),
  ...editing,
  ...fileAttributes,
});

/** Manages resource limits of user sessions. */
export const pamLimits = defineTextEdit({
  name: 'pam_limits',
  summary: 'Sets resource limits of user sessions in limits.conf.',
  params,
  notTaken: {},
  aliases: {},
  pathAliases: ['dest'],
  examples: [
    '- pam_limits:\n    domain: www-data\n    limit_type: soft\n    limit_item: nofile\n    value: 65536\n',
    '- pam_limits:\n    dest: /etc/security/limits.d/10-core.conf\n    domain: "*"\n    limit_type: hard\n    limit_item: core\n    value: 0\n',
  ],
  whenAbsent: () => 'create',
  edit: editLimits,
});
