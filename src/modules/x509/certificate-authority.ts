import * as z from 'zod';
import type { Answers, Change, ModuleContext } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { integer, path, text, textList } from '../../module-api/params.ts';
import { Unknown } from '../../values/unknown.ts';
import type { CertificateAnswer, CertificateFacts } from '../../query/x509/certificate.ts';
import { certificate, readCertificates } from '../../query/x509/certificate.ts';
import type { Query } from '../../query/query.ts';
import type { FileTextAnswer } from '../../query/files/file-text.ts';
import { fileText } from '../../query/files/file-text.ts';
import { renderAuthorityConfig, renderMakeAuthority, renderSwitchAuthority } from './certificate-authority-script.ts';

const params = z
  .strictObject({
    path: path().describe(
      'Directory of the CA: ca.crt, ca.key (encrypted), and the files of the next and the retired CAs.',
    ),
    common_name: text()
      .pipe(z.string().regex(/^[\w .,()-]+$/, 'must be letters, digits, spaces and . , ( ) _ -'))
      .describe('Common name of the CA.'),
    passphrase: text()
      .pipe(z.string().regex(/^[^\n]{8,}$/, 'must be one line of at least 8 characters'))
      .meta({ secret: true })
      .describe('Passphrase of the private key; keep it in the vault.'),
    permitted_names: textList()
      .pipe(z.array(z.string().regex(/^[A-Za-z0-9.-]+$/, 'must be domains')))
      .default([])
      .describe('Domains for which the CA may issue certificates. An empty list means all domains.'),
    permitted_networks: textList()
      .pipe(z.array(z.string().regex(/^[0-9.]+\/\d+$/, 'must be networks such as 10.0.0.0/8')))
      .default([])
      .describe('IPv4 networks for whose addresses the CA may issue certificates. An empty list means all networks.'),
    valid_days: integer().default(3650).describe('Validity in days.'),
    overlap_days: integer()
      .default(365)
      .describe(
        'Days before the expiry at which the next CA is created, so that hosts can learn to trust it. After half of this time, the next CA signs.',
      ),
  })
  .refine((p) => p.overlap_days < p.valid_days, { path: ['overlap_days'], message: 'must be less than valid_days' });

type Params = z.output<typeof params>;

interface Asked {
  readonly [name: string]: Query;
  readonly current: Query<CertificateAnswer>;
  readonly key: Query<FileTextAnswer>;
  readonly next: Query<CertificateAnswer>;
  readonly retired: Query<FileTextAnswer>;
}
type Found = Answers<Asked>;

/** Manages a CA that issues certificates; its files are on the machine that the task runs on. */
export const certificateAuthority = defineState({
  name: 'certificate_authority',
  summary: 'Creates your own certificate authority (CA) with an encrypted key, and replaces it before it expires.',
  params,
  examples: [
    '- certificate_authority:\n    path: /srv/site/ca\n    common_name: Example internal\n    passphrase: "<%= tls_ca_passphrase %>"\n    permitted_names: [example.com]\n  delegate_to: localhost\n  run_once: yes\n  register: tls_ca\n',
  ],
  returns: {
    certificate: 'Certificate of the current CA, in PEM.',
    private_key: 'Private key of the current CA, encrypted, in PEM.',
    bundle: 'All CA certificates that hosts should trust: the current, the next and the retired ones.',
    not_after: 'Expiry time, as ISO 8601.',
  },
  queries: (p): Asked => queriesOf(p),
  diff: (p, s: Found, context) => diff(p, s, context),
  apply: (p, s: Found, context) => {
    if (isSwitchDue(p, s, context)) return [{ kind: 'run', script: renderSwitchAuthority(p.path) }];
    const name = factsOf(s.current) && s.key ? 'next' : 'ca';
    return [
      {
        kind: 'run',
        script: renderMakeAuthority(p.path, name, p.valid_days),
        stdin: `${p.passphrase}\n${renderAuthorityConfig(p)}`,
      },
    ];
  },
  predict: (p) =>
    Object.values(queriesOf(p)).map((query) => ({ query, answer: new Unknown('the authority does not exist yet') })),
  writes: (p) => ({ keys: [`tree:${p.path}`] }),
  result: (_, s: Found, context) => result(s, context),
});

const queriesOf = (p: Params): Asked => ({
  current: certificate(`${p.path}/ca.crt`),
  key: fileText(`${p.path}/ca.key`),
  next: certificate(`${p.path}/next.crt`),
  retired: fileText(`${p.path}/retired.crt`),
});

const DAY_MS = 86_400_000;

const factsOf = (answer: CertificateAnswer): CertificateFacts | undefined =>
  answer.exists ? (answer.certificate ?? undefined) : undefined;

function diff(p: Params, s: Found, context: ModuleContext): Change[] {
  const current = factsOf(s.current);
  const next = factsOf(s.next);
  if (!current || !s.key) return [{ attribute: 'authority', before: null, after: p.common_name }];
  const until = `until ${day(current.notAfter)}`;
  if (isSwitchDue(p, s, context)) return [{ attribute: 'authority', before: until, after: 'the next one' }];
  if (endsWithin(current, p.overlap_days, context) && !next)
    return [{ attribute: 'next authority', before: null, after: p.common_name }];
  return [];
}

/** Whether the next CA signs from now on; hosts have been able to trust it for at least a day. */
function isSwitchDue(p: Params, s: Found, context: ModuleContext): boolean {
  const current = factsOf(s.current);
  const next = factsOf(s.next);
  if (!current || !next || !s.key) return false;
  return endsWithin(current, p.overlap_days / 2, context) && next.notBefore.getTime() <= context.now.getTime() - DAY_MS;
}

const endsWithin = (facts: CertificateFacts, days: number, { now }: ModuleContext): boolean =>
  facts.notAfter.getTime() <= now.getTime() + days * DAY_MS;

const day = (date: Date): string => date.toISOString().slice(0, 10);

function result({ current, key, next, retired }: Found, { now }: ModuleContext): Record<string, unknown> {
  const facts = factsOf(current);
  const others = [factsOf(next), ...readCertificates(retired?.toString() ?? '')].filter((other) => other !== undefined);
  const trusted = [facts, ...others.filter((other) => other.notAfter > now)].filter((other) => other !== undefined);
  return {
    certificate: facts?.pem,
    private_key: key?.toString(),
    bundle: trusted.map(({ pem }) => pem).join(''),
    not_after: facts?.notAfter.toISOString(),
  };
}
