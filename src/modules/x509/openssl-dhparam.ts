import * as z from 'zod';
import { NEW, keepBackup, placeNew, renderBeside } from '../../module-api/beside.ts';
import type { Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { fileAttributes, fileNotTaken } from '../../module-api/file-attributes.ts';
import { bool, fileMode, integer, path } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { removeFiles } from '../../module-api/at-place.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';
import { parentOf } from '../lib/parent-directory.ts';

const params = z.strictObject({
  path: path().describe('The file.'),
  size: integer().pipe(z.int().min(512)).default(4096).describe('Size in bits. 4096 bits may take minutes.'),
  force: bool().default(false).describe('Generate new parameters on every run.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether the file exists.'),
  backup: bool()
    .default(false)
    .describe('Keep a copy of the previous file in the same directory, with the time in its name.'),
  mode: fileMode()
    .refine((mode) => /^\d+$/.test(mode), 'must be octal digits such as 0640')
    .optional()
    .describe('Permission bits, as octal digits.'),
  owner: fileAttributes.owner,
  group: fileAttributes.group,
});

type Params = z.output<typeof params>;

/** Manages parameters of the Diffie-Hellman key exchange, for servers that read them from a file. */
export const opensslDhparam = defineProbed({
  name: 'openssl_dhparam',
  summary: 'Generates a file of Diffie-Hellman parameters.',
  params,
  notTaken: {
    ...fileNotTaken,
    return_content: 'Read the file with slurp.',
    select_crypto_backend: leftOut('openssl makes it.'),
  },
  examples: ['- openssl_dhparam:\n    path: /etc/nginx/dhparam.pem\n    size: 2048\n'],
  returns: { filename: 'The file.', size: 'Size in bits.' },
  probe: (p) => `[ -f ${quote(p.path)} ] || exit 2
command -v openssl >/dev/null || exit 127
stat -c '%U %G %a' -- ${quote(p.path)}; openssl dhparam -in ${quote(p.path)} -noout -text 2>/dev/null | sed -n 's/.*(\\([0-9]*\\) bit).*/\\1/p'`,
  reads: (p) => [`file:${p.path}`, 'package:openssl'],
  directories: (p) => [parentOf(p.path)],
  plan,
  writes: (p) => ({ keys: [`file:${p.path}`] }),
  result: (p) => ({ filename: p.path, size: p.size }),
});

function plan(
  p: Params,
  { exitStatus, stdout }: ShellAnswer,
  context: { readonly isRecheck?: boolean | undefined },
): ProbedPlan {
  if (exitStatus === 127)
    throw new ModuleFailure('openssl is not installed on the host', 'Install the package openssl.');
  const exists = exitStatus === 0;
  if (p.state === 'absent') return exists ? remove(p) : CONVERGED;
  const [attributes = '', bits = ''] = stdout.split('\n');
  const [owner = '', group = '', mode = ''] = attributes.split(' ');
  const isMade = exists && Number(bits) === p.size && (!p.force || context.isRecheck === true);
  const changes: Change[] = [
    ...(isMade ? [] : [{ attribute: 'size', before: exists ? Number(bits) : null, after: p.size }]),
    ...differs('owner', owner, p.owner),
    ...differs('group', group, p.group),
    ...differs('mode', mode.padStart(4, '0'), p.mode),
  ];
  if (changes.length === 0) return CONVERGED;
  return {
    changes,
    steps: [
      { kind: 'run', script: isMade ? renderAttributes(p, p.path) : render(p), shownAs: `openssl dhparam ${p.size}` },
    ],
    after: `${p.owner ?? (owner || 'root')} ${p.group ?? (group || 'root')} ${(p.mode ?? (mode || '0644')).replace(/^0+(?=\d{3})/, '')}\n${p.size}\n`,
  };
}

const remove = (p: Params): ProbedPlan => ({
  changes: [{ attribute: 'state', before: 'present', after: 'absent' }],
  steps: [{ kind: 'run', script: removeFiles([p.path]) }],
  after: { exitStatus: 2 },
});

const differs = (attribute: string, before: string, after: string | undefined): Change[] =>
  after === undefined || after === before ? [] : [{ attribute, before: before || null, after }];

function renderAttributes({ owner, group, mode }: Params, at: string): string {
  const names = `${owner ?? ''}${group === undefined ? '' : `:${group}`}`;
  return [
    ...(names === '' ? [] : [`chown -h ${quote(names)} -- ${quote(at)}`]),
    ...(mode === undefined ? [] : [`chmod ${quote(mode)} -- ${quote(at)}`]),
  ].join(' &&\n');
}

const render = (p: Params): string =>
  renderBeside(p.path, [
    `openssl dhparam -out ${NEW} ${p.size} 2>/dev/null`,
    `chmod 0644 -- ${NEW}`,
    ...[renderAttributes(p, NEW)].filter(Boolean),
    ...(p.backup ? [keepBackup(p.path)] : []),
    placeNew(p.path),
  ]);
