import { isIP } from 'node:net';
import * as z from 'zod';
import type { Answers, Change, ModuleContext, Owned } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import {
  diffAttributes,
  fileAttributes,
  predictStat,
  renderAttributes,
  resolveMode,
} from '../../module-api/file-attributes.ts';
import { integer, path, text, textList } from '../../module-api/params.ts';
import { predictAttributes, predictFile } from '../lib/predict-file.ts';
import type { Step } from '../../module-api/step.ts';
import type { CertificateAnswer, CertificateFacts } from '../../query/x509/certificate.ts';
import { certificate as certificateQuery } from '../../query/x509/certificate.ts';
import type { Query } from '../../query/query.ts';
import type { PrivateKeyAnswer } from '../../query/x509/private-key.ts';
import { privateKey } from '../../query/x509/private-key.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import { plainAddress } from '../../query/x509/x509-names.ts';
import { openAuthority, readAuthority } from './certificate-authority-key.ts';
import { issueCertificate } from './issue-certificate.ts';
import { listForbiddenNames } from './name-constraints.ts';
import { parentOf } from '../lib/parent-directory.ts';

const params = z
  .strictObject({
    path: path().describe('File on the host for the certificate.'),
    privatekey_path: path().describe('File of the private key on the host. Create the key with openssl_privatekey.'),
    ca_certificate: text().describe('Certificate of the CA, in PEM.'),
    ca_private_key: text()
      .meta({ secret: true })
      .describe('Private key of the CA, in PEM. It is used on the controller only and never sent to a host.'),
    ca_passphrase: text().optional().meta({ secret: true }).describe("Passphrase of the CA's private key."),
    common_name: text().optional().describe('Common name of the subject. Default: the first name of subject_alt_name.'),
    subject_alt_name: textList()
      .transform((names) => names.map(prefixed))
      .refine((names) => names.length > 0 && names.every(isName), 'must be names of hosts or addresses')
      .describe(
        'Names and addresses that the certificate is valid for: `www.example.com`, `DNS:*.example.com`, `IP:10.0.0.7`.',
      ),
    extended_key_usage: z
      .array(z.enum(['serverAuth', 'clientAuth']))
      .min(1)
      .default(['serverAuth', 'clientAuth'])
      .describe('Extended key usages.'),
    valid_days: integer().default(397).describe('Validity in days. The certificate never outlives the CA.'),
    renew_days: integer().default(60).describe('Days before the expiry from which on the certificate is renewed.'),
    ...fileAttributes,
  })
  .refine((p) => p.renew_days < p.valid_days, { path: ['renew_days'], message: 'must be less than valid_days' });

type Params = z.output<typeof params>;

interface Asked {
  readonly [name: string]: Query;
  readonly self: Query<StatAnswer>;
  readonly certificate: Query<CertificateAnswer>;
  readonly key: Query<PrivateKeyAnswer>;
}
type Found = Answers<Asked>;

/** Manages certificates that a CA on the controller issues for keys of hosts. */
export const certificate = defineState({
  name: 'certificate',
  summary: "Issues a certificate for a host's key, signed on the controller by your own certificate authority.",
  params,
  examples: [
    '- certificate:\n    path: /etc/ssl/certs/web.pem\n    privatekey_path: /etc/ssl/private/web.key\n    subject_alt_name: [www.example.com, 10.0.0.7]\n    ca_certificate: "<%= tls_ca.certificate %>"\n    ca_private_key: "<%= tls_ca.private_key %>"\n    ca_passphrase: "<%= tls_ca_passphrase %>"\n  notify: reload nginx\n',
  ],
  returns: { path: 'The file.', not_after: 'Expiry time, as ISO 8601.' },
  queries: (p): Asked => ({
    self: stat(p.path),
    certificate: certificateQuery(p.path),
    key: privateKey(p.privatekey_path),
  }),
  directories: (p) => [parentOf(p.path)],
  diff: (p, s: Found, context) => [...diffCertificate(p, s, context), ...diffAttributes(p, s.self)],
  apply: (p, s: Found, context) => apply(p, s, context),
  predict: (p, s: Found, context) => {
    const me = context.as ?? 'root';
    const created = { exists: true, type: 'file', mode: '0644', owner: me, group: me, size: 0 } as const;
    const self = predictStat(p, s.self, created);
    if (diffCertificate(p, s, context).length === 0)
      return [...predictAttributes(p.path, self), { query: certificateQuery(p.path), answer: s.certificate }];
    return [
      ...predictFile(p.path, self, undefined),
      { query: certificateQuery(p.path), answer: { exists: true, certificate: wanted(p, s.key, context) } },
    ];
  },
  writes: (p) => ({ keys: [`file:${p.path}`] }),
  result: (p, { certificate: found }: Found) => ({
    path: p.path,
    ...(found.exists && found.certificate && { not_after: found.certificate.notAfter.toISOString() }),
  }),
  owns: (p): Owned[] => [
    { key: `file:${p.path}`, remove: { module: 'file', params: { path: p.path, state: 'absent' } } },
  ],
});

function prefixed(name: string): string {
  const [, kind, value = name] = /^(DNS|IP):(.*)$/i.exec(name) ?? [];
  const isAddress = kind === undefined ? isIP(value) !== 0 : kind.toUpperCase() === 'IP';
  return isAddress ? `IP:${plainAddress(value)}` : `DNS:${value}`;
}

const isName = (name: string): boolean =>
  name.startsWith('IP:') ? isIP(name.slice(3)) !== 0 : /^DNS:(\*\.)?[A-Za-z0-9_.-]+$/.test(name);

const DAY_MS = 86_400_000;

/** Because clocks differ, certificates are valid from an hour before their issue. */
const HOUR_MS = 3_600_000;

/** The desired certificate. The public key is unknown until the private key has been created. */
function wanted(p: Params, key: PrivateKeyAnswer, { now }: ModuleContext): CertificateFacts {
  const authority = readAuthority(p);
  const end = Math.min(now.getTime() + p.valid_days * DAY_MS, authority.notAfter.getTime());
  const commonName = p.common_name ?? p.subject_alt_name[0]?.replace(/^\w+:/, '') ?? '';
  return {
    subject: `CN=${commonName}`,
    subjectParts: [`CN=${commonName}`],
    issuer: authority.subject,
    commonName,
    names: [...new Set(p.subject_alt_name)].sort(),
    notBefore: new Date(Math.max(now.getTime() - HOUR_MS, authority.notBefore.getTime())),
    notAfter: new Date(end),
    serial: '',
    isAuthority: false,
    publicKey: publicKeyOf(key),
    subjectKeyId: '',
    authorityKeyId: authority.subjectKeyId,
    extendedKeyUsage: p.extended_key_usage,
    pem: '',
  };
}

const publicKeyOf = (key: PrivateKeyAnswer): string => (key.exists ? (key.publicKey ?? '') : '');

function diffCertificate(p: Params, s: Found, context: ModuleContext): Change[] {
  if (s.self.exists && s.self.type !== 'file') throw new ModuleFailure(`${p.path} is a ${s.self.type}, not a file`);
  if (!s.key.exists)
    throw new ModuleFailure(
      `${p.privatekey_path} does not exist`,
      'Create the key on the host with openssl_privatekey.',
    );
  if (s.key.type === 'other')
    throw new ModuleFailure(`${p.privatekey_path} contains no key that is readable without a passphrase`);
  const want = wanted(p, s.key, context);
  if (want.notAfter.getTime() <= context.now.getTime() + p.renew_days * DAY_MS && isOutlived(p, context))
    throw new ModuleFailure(
      `the authority ${want.issuer} ends too soon`,
      'Create a new CA, and let hosts trust both for a while.',
    );
  const forbidden = listForbiddenNames(readAuthority(p).pem, p.subject_alt_name);
  if (forbidden.length > 0)
    throw new ModuleFailure(
      `the authority ${want.issuer} may not vouch for ${forbidden.join(', ')}: its name constraints exclude that`,
      'No client accepts such a certificate. Create a CA with wider constraints, or remove the name.',
    );
  const found = s.certificate.exists ? s.certificate.certificate : null;
  const why = found ? reasonToRenew(found, want, p, context) : s.certificate.exists ? 'no certificate' : null;
  if (found && why === undefined) return [];
  return [{ attribute: 'certificate', before: why, after: `issued by ${want.issuer} for ${want.names.join(', ')}` }];
}

/** Whether the certificate ends with its CA, so that renewing it would not extend it. */
const isOutlived = (p: Params, { now }: ModuleContext): boolean =>
  readAuthority(p).notAfter.getTime() <= now.getTime() + DAY_MS;

function reasonToRenew(
  found: CertificateFacts,
  want: CertificateFacts,
  p: Params,
  { now }: ModuleContext,
): string | undefined {
  if (found.publicKey !== want.publicKey) return 'for another key';
  if (found.authorityKeyId !== want.authorityKeyId || found.issuer !== want.issuer) return `issued by ${found.issuer}`;
  if (found.names.join() !== want.names.join()) return `for ${found.names.join(', ')}`;
  if (found.commonName !== want.commonName) return `for ${found.commonName}`;
  if (found.extendedKeyUsage.join() !== want.extendedKeyUsage.join()) return `for ${found.extendedKeyUsage.join(', ')}`;
  const ends = found.notAfter.getTime();
  const isDue = ends <= now.getTime() + p.renew_days * DAY_MS && ends < want.notAfter.getTime() - DAY_MS;
  return isDue ? `until ${found.notAfter.toISOString().slice(0, 10)}` : undefined;
}

function apply(p: Params, s: Found, context: ModuleContext): Step[] {
  if (diffCertificate(p, s, context).length === 0)
    return [{ kind: 'run', script: renderAttributes(p.path, p, s.self).join(' &&\n') }];
  const want = wanted(p, s.key, context);
  return [
    {
      kind: 'write',
      path: p.path,
      content: { kind: 'bytes', bytes: Buffer.from(sign(p, want, context)) },
      mode: p.mode === undefined ? undefined : resolveMode(p.mode, s.self.exists ? s.self : undefined),
      owner: p.owner,
      group: p.group,
    },
  ];
}

/** Signs the certificate once the key exists; a plan does not need the signature. */
function sign(p: Params, want: CertificateFacts, { checkMode }: ModuleContext): string {
  if (want.publicKey !== '') {
    const { commonName, names, publicKey, notBefore, notAfter } = want;
    const request = { commonName, names, publicKey, notBefore, notAfter, extendedKeyUsage: p.extended_key_usage };
    return issueCertificate(request, openAuthority(p));
  }
  if (checkMode) return '';
  throw new ModuleFailure(`the public key of ${p.privatekey_path} is not known before the key is made`);
}
