import * as z from 'zod';
import { NEW, placeNew, renderBeside } from '../../module-api/beside.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { bool, path, text } from '../../module-api/params.ts';
import { sha256Of } from '../../module-api/sha256.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { Unknown } from '../../values/unknown.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { renderFetch } from '../http/download-script.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';
import { parentOf } from '../lib/parent-directory.ts';

const params = z
  .strictObject({
    id: text()
      .pipe(z.string().regex(/^(0x)?[0-9A-Fa-f]{8,40}$/, 'must be the id of a key'))
      .optional()
      .describe('ID of the key. It determines the name of the file; the content of the file is not compared with it.'),
    url: text()
      .pipe(z.string().regex(/^https?:\/\//, 'must be an address of http or https'))
      .optional()
      .describe('URL to download the key from if its file does not exist.'),
    file: path().optional().describe('File on the host that contains the key.'),
    data: text().optional().describe('The key itself, ASCII-armored.'),
    keyring: path()
      .optional()
      .describe('File to write the key to. Default: a separate file in /etc/apt/trusted.gpg.d.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether the key is trusted.'),
    validate_certs: bool().default(true).describe('Verify the certificate of the server.'),
  })
  .refine(
    (p) => [p.url, p.file, p.data].filter((value) => value !== undefined).length <= 1,
    'apt_key takes one of url, file and data',
  )
  .refine(
    (p) => p.state === 'absent' || [p.url, p.file, p.data].some((value) => value !== undefined),
    'apt_key needs url, file or data',
  )
  .refine(
    (p) => [p.id, p.url, p.file, p.data, p.keyring].some((value) => value !== undefined),
    'apt_key needs id or keyring',
  );

type Params = z.output<typeof params>;

/** Manages a key that apt trusts for all repositories. */
export const aptKey = defineProbed({
  name: 'apt_key',
  summary:
    'Adds a key that apt trusts for all repositories. Prefer deb822_repository with signed_by, which trusts the key for one repository only.',
  params,
  notTaken: {
    keyserver:
      "Give url the key server's address: https://keyserver.ubuntu.com/pks/lookup?op=get&search=0x and the id.",
  },
  examples: [
    '- apt_key:\n    url: https://packages.example.org/key.asc\n    id: 0123456789ABCDEF0123456789ABCDEF01234567\n',
  ],
  returns: { keyring: 'File of the key.' },
  probe: (p) =>
    [
      `if [ -f ${quote(keyringOf(p))} ]; then sha256sum < ${quote(keyringOf(p))}; else echo absent; fi`,
      ...(p.file === undefined ? [] : [`[ -r ${quote(p.file)} ] || exit 4`, `${binaryOf(quote(p.file))} | sha256sum`]),
    ].join('\n'),
  reads: (p) => [`file:${keyringOf(p)}`, ...(p.file === undefined ? [] : [`file:${p.file}`])],
  directories: (p) => [parentOf(keyringOf(p))],
  plan,
  writes: (p) => ({ keys: [`file:${keyringOf(p)}`, 'apt:lists'] }),
  result: (p) => ({ keyring: keyringOf(p), id: p.id ?? null }),
});

/** The file of a key, named by its ID, otherwise by its source. */
function keyringOf({ keyring, id, url, file, data = '' }: Params): string {
  const name = id?.replace(/^0x/i, '').toUpperCase() ?? sha256Of(url ?? file ?? data).slice(0, 16);
  return keyring ?? `/etc/apt/trusted.gpg.d/apt-key-${name}.gpg`;
}

/** apt reads a .gpg file in binary only: armor is taken off, which is base64 between a blank line and the checksum. */
const binaryOf = (file: string): string =>
  `{ if grep -q 'BEGIN PGP' ${file}; then awk '/^-----BEGIN/ { on = 1; body = 0; next } /^-----END/ { on = 0 } on && body && !/^=/ { print } on && /^\\r?$/ { body = 1 }' ${file} | tr -d '\\r' | base64 -d; else cat ${file}; fi; }`;

function plan(p: Params, { exitStatus, stdout }: ShellAnswer): ProbedPlan {
  if (exitStatus === 4) throw new ModuleFailure(`${p.file ?? ''} cannot be read on the host`);
  const [kept = '', given] = stdout.split('\n').map((line) => line.split(' ')[0] ?? '');
  if (p.state === 'absent')
    return kept === 'absent'
      ? CONVERGED
      : {
          changes: [{ attribute: 'key', before: 'present', after: 'absent' }],
          steps: [{ kind: 'run', script: `rm -f -- ${quote(keyringOf(p))}` }],
          after: p.file === undefined ? 'absent\n' : new Unknown('the key'),
        };
  const wanted = p.data === undefined ? (p.file === undefined ? undefined : given) : sha256Of(dearmor(p.data));
  if (kept !== 'absent' && (wanted === undefined || wanted === kept)) return CONVERGED;
  return {
    changes: [
      { attribute: 'key', before: kept === 'absent' ? 'absent' : 'other', after: p.url ?? p.file ?? 'as given' },
    ],
    steps: [
      { kind: 'run', script: render(p), stdin: p.data ?? '', timeoutSeconds: 120, shownAs: `key to ${keyringOf(p)}` },
    ],
    after:
      wanted === undefined ? new Unknown('the key') : `${wanted}  -\n${p.file === undefined ? '' : `${wanted}  -\n`}`,
  };
}

function sourceOf({ url, file, validate_certs: validatesCerts }: Params): string {
  if (url !== undefined) return renderFetch({ url, headers: {}, timeoutSeconds: 10, validatesCerts }, './given');
  return file === undefined ? 'cat > ./given' : `cat -- ${quote(file)} > ./given`;
}

function render(p: Params): string {
  return renderBeside(keyringOf(p), [
    sourceOf(p),
    `${binaryOf('./given')} > ${NEW}`,
    `[ -s ${NEW} ] || { echo 'this is not a key' >&2; exit 1; }`,
    `chmod 0644 -- ${NEW}`,
    placeNew(keyringOf(p)),
  ]);
}

/** The bytes of an ASCII-armored key. */
function dearmor(data: string): Buffer {
  const body = /-----BEGIN[^\n]*\n(?:[^\n]*\S[^\n]*\n)*\r?\n([\s\S]*?)(?:\n=[^\n]*)?\n-----END/.exec(data)?.[1];
  return body === undefined ? Buffer.from(data) : Buffer.from(body, 'base64');
}
