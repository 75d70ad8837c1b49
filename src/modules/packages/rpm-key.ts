import * as z from 'zod';
import { ModuleFailure } from '../../module-api/module.ts';
import { bool, text } from '../../module-api/params.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { Unknown } from '../../values/unknown.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { renderFetch } from '../http/download-script.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';

const params = z.strictObject({
  key: text().describe('URL, or file on the host, of the key; with absent, the ID of the key is also possible.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether the key is trusted.'),
  validate_certs: bool().default(true).describe('Verify the certificate of the server.'),
});

type Params = z.output<typeof params>;

/** Manages a key that rpm trusts. */
export const rpmKey = defineProbed({
  name: 'rpm_key',
  summary: 'Adds and removes keys that rpm trusts. Not tested on its target distributions.',
  params,
  notTaken: { fingerprint: 'Download the key with get_url and a checksum first.' },
  examples: ['- rpm_key:\n    key: https://packages.example.org/RPM-GPG-KEY\n'],
  returns: { key: 'The key.' },
  probe,
  opens: ({ key }) => (isAddress(key) || isId(key) ? [] : [key]),
  reads: () => ['rpm-keys:', 'package:gnupg2'],
  plan,
  writes: () => ({ keys: ['rpm-keys:'] }),
  result: ({ key }) => ({ key }),
});

const isId = (key: string): boolean => /^(0x)?[0-9A-Fa-f]{8,40}$/.test(key);

const isAddress = (key: string): boolean => /^https?:/.test(key);

const fetch = ({ key: url, validate_certs: validatesCerts }: Params, to: string): string =>
  renderFetch({ url, headers: {}, timeoutSeconds: 10, validatesCerts }, to);

/** rpm would download with a program that has the URL on its command line. */
const importOf = (p: Params): string =>
  isAddress(p.key)
    ? `k=$(mktemp) || exit; trap 'rm -f -- "$k"' EXIT\n{ ${fetch(p, '"$k"')}; } && rpm --import "$k"`
    : `rpm --import ${quote(p.key)}`;

/** rpm represents keys by packages that are named by the last eight digits of the key's ID. */
function probe(p: Params): string {
  const { key } = p;
  const fetched = `{ ${isAddress(key) ? fetch(p, '-') : `cat -- ${quote(key)}`}; } || exit 4`;
  const ids = isId(key)
    ? `ids=${quote(key.replace(/^0x/i, '').toLowerCase().slice(-8))}`
    : `text=$(${fetched}); ids=$(printf '%s\\n' "$text" | gpg --batch --show-keys --with-colons 2>/dev/null | awk -F: '$1 == "pub" { print tolower(substr($5, length($5) - 7)) }'); [ -n "$ids" ] || exit 5`;
  return [
    'command -v rpm >/dev/null || exit 127',
    ids,
    `for id in $ids; do if rpm -q "gpg-pubkey-$id" >/dev/null 2>&1; then echo "$id yes"; else echo "$id no"; fi; done`,
  ].join('\n');
}

function plan(p: Params, { exitStatus, stdout, stderr }: ShellAnswer): ProbedPlan {
  if (exitStatus === 127)
    throw new ModuleFailure('the host has no rpm', 'On Debian and its relatives use deb822_repository with signed_by.');
  if (exitStatus === 4) throw new ModuleFailure(`the key cannot be read: ${stderr}`);
  if (exitStatus === 5) throw new ModuleFailure(`${p.key} is not a key, or gpg is not installed on the host`);
  const lines = stdout.trim().split('\n').filter(Boolean);
  const wanted = p.state === 'present' ? 'yes' : 'no';
  const differing = lines.filter((line) => !line.endsWith(` ${wanted}`)).map((line) => line.split(' ')[0] ?? '');
  if (differing.length === 0) return CONVERGED;
  if (p.state === 'present' && isId(p.key))
    throw new ModuleFailure('a key can be added by its file or URL, not by its ID');
  const script =
    p.state === 'present' ? importOf(p) : differing.map((id) => `rpm -e --allmatches gpg-pubkey-${id}`).join(' &&\n');
  return {
    changes: differing.map((id) => ({
      attribute: id,
      before: wanted === 'yes' ? 'absent' : 'present',
      after: p.state,
    })),
    steps: [{ kind: 'run', script }],
    after: new Unknown('the keys of rpm'),
  };
}
