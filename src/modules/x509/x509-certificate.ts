import * as z from 'zod';
import type { Answers, Change, ModuleContext, Owned } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import {
  fileNotTaken,
  diffAttributes,
  fileAttributes,
  predictStat,
  renderAttributes,
} from '../../module-api/file-attributes.ts';
import { bool, path, text } from '../../module-api/params.ts';
import type { NotTaken } from '../../module-api/not-taken.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { predictAttributes, predictFile } from '../lib/predict-file.ts';
import { Unknown } from '../../values/unknown.ts';
import type { CertificateAnswer, CertificateFacts } from '../../query/x509/certificate.ts';
import { certificate } from '../../query/x509/certificate.ts';
import type { CertificateRequestAnswer, RequestFacts } from '../../query/x509/certificate-request.ts';
import { certificateRequest } from '../../query/x509/certificate-request.ts';
import type { Query } from '../../query/query.ts';
import type { PrivateKeyAnswer } from '../../query/x509/private-key.ts';
import { privateKey } from '../../query/x509/private-key.ts';
import { removeFiles } from '../../module-api/at-place.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import { NEW_FILE, renderMadeFile } from '../lib/file-script.ts';
import { renderSign } from './x509-certificate-script.ts';
import { parentOf } from '../lib/parent-directory.ts';

/** The only accepted values of `ownca_NAME` and `selfsigned_NAME`. */
const fixed = (name: string, value: string, why: string): Record<string, NotTaken> =>
  Object.fromEntries(
    [`ownca_${name}`, `selfsigned_${name}`].flatMap((key): [string, NotTaken][] => [
      [`${key}=${value}`, leftOut(why)],
      [key, `Another value is not possible: ${why}`],
    ]),
  );

/** Days from now, in Ansible's notation. */
const days = () =>
  text()
    .pipe(z.string().regex(/^\+[1-9][0-9]{0,4}d$/, 'must be days from now, such as +397d'))
    .transform((value) => Number(value.slice(1, -1)));

const params = z
  .strictObject({
    path: path().describe('File of the certificate.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether it exists.'),
    provider: z
      .enum(['selfsigned', 'ownca'])
      .optional()
      .describe('Signer: selfsigned, or ownca for a CA whose files are on the same host.'),
    csr_path: path()
      .optional()
      .describe(
        'File of the CSR, with the subject and extensions of the certificate. Create the CSR with openssl_csr.',
      ),
    privatekey_path: path().optional().describe('With selfsigned: file of the private key.'),
    selfsigned_not_after: days().default(3650).describe('With selfsigned: expiry, as days from now.'),
    ownca_path: path().optional().describe("With ownca: file of the CA's certificate."),
    ownca_privatekey_path: path().optional().describe("With ownca: file of the CA's private key."),
    ownca_privatekey_passphrase: text()
      .pipe(z.string().regex(/^[^\n]+$/, 'must be one line'))
      .optional()
      .meta({ secret: true })
      .describe("With ownca: passphrase of the CA's private key."),
    ownca_not_after: days().default(3650).describe('With ownca: expiry, as days from now.'),
    force: bool()
      .default(false)
      .describe(
        'Create the certificate again on every run. Without force, it is created again only after its expiry, or if the CSR or parameters change.',
      ),
    backup: bool()
      .default(false)
      .describe('Keep a copy of the previous file in the same directory, with the time in its name.'),
    ...fileAttributes,
  })
  .refine((p) => p.state === 'absent' || p.provider !== undefined, {
    path: ['provider'],
    message: 'is needed with state: present',
  })
  .refine((p) => p.state === 'absent' || p.csr_path !== undefined, {
    path: ['csr_path'],
    message: 'is needed with state: present',
  })
  .refine((p) => p.provider !== 'selfsigned' || p.privatekey_path !== undefined, {
    path: ['privatekey_path'],
    message: 'is needed with provider: selfsigned',
  })
  .refine((p) => p.provider !== 'ownca' || (p.ownca_path !== undefined && p.ownca_privatekey_path !== undefined), {
    path: ['ownca_path'],
    message: 'and ownca_privatekey_path are needed with provider: ownca',
  });

type Params = z.output<typeof params>;

interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly self: Query<StatAnswer>;
  readonly certificate: Query<CertificateAnswer>;
  readonly request: readonly Query<CertificateRequestAnswer>[];
  readonly key: readonly Query<PrivateKeyAnswer>[];
  readonly authority: readonly Query<CertificateAnswer>[];
}
type Found = Answers<Asked>;

/** Manages certificates that are signed on the host itself. */
export const x509Certificate = defineState({
  name: 'x509_certificate',
  summary: 'Creates a certificate on the host from a CSR: self-signed, or signed by a CA on the host.',
  params,
  notTaken: {
    ...fileNotTaken,
    csr_content: 'Write the request to a file first.',
    ownca_content: "Write the authority's certificate to a file first.",
    ownca_privatekey_content: "Write the authority's key to a file first.",
    privatekey_content: 'Write the key to a file first.',
    privatekey_passphrase: 'Keep the key in a file without a passphrase that only root can read.',
    ...fixed('digest', 'sha256', 'it is SHA-256.'),
    ...fixed('not_before', '+0s', 'a certificate is valid from now on.'),
    ...fixed('version', '3', 'it is 3.'),
    ownca_create_subject_key_identifier: leftOut('certificates always have one.'),
    selfsigned_create_subject_key_identifier: leftOut('certificates always have one.'),
    ownca_create_authority_key_identifier: leftOut('certificates always have one.'),
    ignore_timestamps: leftOut('a certificate is created again only after its expiry.'),
    return_content: 'Read the file with slurp.',
    select_crypto_backend: leftOut('openssl is used.'),
    'provider=acme':
      'Run a client such as certbot. For certificates of your own CA, use ownca or the module certificate.',
    'provider=entrust': 'Order the certificate elsewhere, and deploy it with copy.',
  },
  examples: [
    '- x509_certificate:\n    path: /etc/ssl/certs/web.pem\n    provider: selfsigned\n    csr_path: /etc/ssl/web.csr\n    privatekey_path: /etc/ssl/private/web.key\n    selfsigned_not_after: +397d\n',
    '- x509_certificate:\n    path: /etc/ssl/certs/web.pem\n    provider: ownca\n    csr_path: /etc/ssl/web.csr\n    ownca_path: /etc/ssl/ca.pem\n    ownca_privatekey_path: /etc/ssl/private/ca.key\n    ownca_privatekey_passphrase: "<%= ca_passphrase %>"\n    ownca_not_after: +397d\n',
  ],
  returns: { filename: 'The file.', csr: 'File of the CSR.', notAfter: 'Expiry time, as ISO 8601.' },
  queries: (p): Asked => ({
    self: stat(p.path),
    certificate: certificate(p.path),
    request: p.csr_path === undefined ? [] : [certificateRequest(p.csr_path)],
    key: p.provider === 'selfsigned' && p.privatekey_path !== undefined ? [privateKey(p.privatekey_path)] : [],
    authority: p.provider === 'ownca' && p.ownca_path !== undefined ? [certificate(p.ownca_path)] : [],
  }),
  directories: (p) => [parentOf(p.path)],
  diff: (p, s: Found, context) => diff(p, s, context),
  apply: (p, s: Found, context) => [{ kind: 'run', ...render(p, s, context) }],
  predict: (p, s: Found, context) => predict(p, s, context),
  writes: (p) => ({ keys: [`file:${p.path}`] }),
  result: (p, { certificate: found }: Found) => ({
    filename: p.path,
    csr: p.csr_path,
    ...(found.exists && found.certificate && { notAfter: found.certificate.notAfter.toISOString() }),
  }),
  owns: (p): Owned[] =>
    p.state === 'present'
      ? [{ key: `file:${p.path}`, remove: { module: 'file', params: { path: p.path, state: 'absent' } } }]
      : [],
});

function diff(p: Params, s: Found, context: ModuleContext): Change[] {
  const { self } = s;
  if (p.state === 'absent') return self.exists ? [{ attribute: 'state', before: 'present', after: 'absent' }] : [];
  if (self.exists && self.type !== 'file') throw new ModuleFailure(`${p.path} is a ${self.type}, not a file`);
  const why = reasonToSign(p, s, context);
  const after = `signed by ${p.provider === 'ownca' ? (p.ownca_path ?? '') : 'its own key'} for ${requestOf(p, s).subject.join(',')}`;
  return [
    ...(why === undefined ? [] : [{ attribute: 'certificate', before: why, after }]),
    ...diffAttributes(p, self, NEW_FILE),
  ];
}

function requestOf(p: Params, { request: [answer] }: Found): RequestFacts {
  const at = p.csr_path ?? '';
  if (!answer?.exists) throw new ModuleFailure(`${at} does not exist`, 'Create the CSR on the host with openssl_csr.');
  if (!answer.request) throw new ModuleFailure(`${at} contains no PEM request`);
  return answer.request;
}

function authorityOf(p: Params, { authority: [answer] }: Found): CertificateFacts | undefined {
  if (p.provider !== 'ownca') return undefined;
  if (!answer?.exists || !answer.certificate)
    throw new ModuleFailure(
      `${p.ownca_path ?? ''} ${answer?.exists ? 'contains no PEM certificate' : 'does not exist'}`,
    );
  return answer.certificate;
}

/** Why the existing certificate must be replaced; null if there is none, undefined if it is valid. */
function reasonToSign(p: Params, s: Found, { now, isRecheck: proving }: ModuleContext): string | null | undefined {
  const request = requestOf(p, s);
  const authority = authorityOf(p, s);
  const [key] = s.key;
  if (p.provider === 'selfsigned' && !key?.exists)
    throw new ModuleFailure(
      `${p.privatekey_path ?? ''} does not exist`,
      'Create the key on the host with openssl_privatekey.',
    );
  if (key?.exists && key.publicKey !== request.publicKey)
    throw new ModuleFailure(`${p.csr_path ?? ''} was made with another key than ${p.privatekey_path ?? ''}`);
  if (!s.certificate.exists) return null;
  const found = s.certificate.certificate;
  if (!found) return 'no certificate';
  if (found.publicKey !== request.publicKey) return 'for another key';
  const issuer = authority?.subject ?? found.subject;
  if (found.issuer !== issuer || (authority && found.authorityKeyId !== authority.subjectKeyId))
    return `issued by ${found.issuer}`;
  if (found.subjectParts.join('\n') !== request.subject.join('\n')) return `for ${found.subject}`;
  if (found.names.join() !== request.names.join()) return `for ${found.names.join(', ')}`;
  if (found.extendedKeyUsage.join() !== request.extendedKeyUsage.join())
    return `for ${found.extendedKeyUsage.join(', ')}`;
  if (found.isAuthority !== request.isAuthority) return found.isAuthority ? 'an authority' : 'no authority';
  if (found.notAfter <= now) return `until ${found.notAfter.toISOString().slice(0, 10)}`;
  return p.force && !proving ? `until ${found.notAfter.toISOString().slice(0, 10)}` : undefined;
}

function predict(p: Params, s: Found, context: ModuleContext) {
  const query = certificate(p.path);
  if (p.state === 'absent')
    return [...predictFile(p.path, { exists: false }, null), { query, answer: { exists: false } }];
  const me = context.as ?? 'root';
  const self = predictStat(p, s.self, { ...NEW_FILE, owner: me, group: me });
  if (reasonToSign(p, s, context) === undefined)
    return [...predictAttributes(p.path, self), { query, answer: s.certificate }];
  return [...predictFile(p.path, self, undefined), { query, answer: new Unknown('the certificate is not signed yet') }];
}

function render(p: Params, s: Found, context: ModuleContext): { script: string; stdin?: string } {
  if (p.state === 'absent') return { script: removeFiles([p.path]) };
  if (reasonToSign(p, s, context) === undefined) return { script: renderAttributes(p.path, p, s.self).join(' &&\n') };
  const signer =
    p.provider === 'ownca'
      ? { certificate: p.ownca_path ?? '', key: p.ownca_privatekey_path ?? '', days: p.ownca_not_after }
      : { key: p.privatekey_path ?? '', days: p.selfsigned_not_after };
  const command = renderSign({ ...signer, request: p.csr_path ?? '' });
  return {
    script: renderMadeFile({ path: p.path, command, wanted: p, found: s.self, backup: p.backup }),
    stdin: `${p.ownca_privatekey_passphrase ?? ''}\n`,
  };
}
