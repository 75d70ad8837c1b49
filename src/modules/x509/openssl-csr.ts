import type { Answers, Change, Owned } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { fileNotTaken, diffAttributes, predictStat, renderAttributes } from '../../module-api/file-attributes.ts';
import { leftOut, notTakenFor } from '../../module-api/not-taken.ts';
import { predictAttributes, predictFile } from '../lib/predict-file.ts';
import type { CertificateRequestAnswer, RequestFacts } from '../../query/x509/certificate-request.ts';
import { certificateRequest } from '../../query/x509/certificate-request.ts';
import type { Query } from '../../query/query.ts';
import type { PrivateKeyAnswer } from '../../query/x509/private-key.ts';
import { privateKey } from '../../query/x509/private-key.ts';
import { removeFiles } from '../../module-api/at-place.ts';
import { quote } from '../../query/quote.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import { NEW_FILE, renderMadeFile } from '../lib/file-script.ts';
import { renderRequestConfig } from './openssl-csr-script.ts';
import { csrAliases } from './csr-aliases.ts';
import { namesOf, params, subjectOf } from './csr-params.ts';
import type { Params } from './csr-params.ts';
import { parentOf } from '../lib/parent-directory.ts';

interface Asked {
  readonly [name: string]: Query | readonly Query[];
  readonly self: Query<StatAnswer>;
  readonly request: Query<CertificateRequestAnswer>;
  readonly key: readonly Query<PrivateKeyAnswer>[];
}
type Found = Answers<Asked>;

/** Manages certificate requests, which are created on the host with the key there. */
export const opensslCsr = defineState({
  name: 'openssl_csr',
  summary: 'Creates a certificate signing request (CSR) on the host.',
  params,
  notTaken: {
    ...fileNotTaken,
    'force=false': leftOut('a request is created again if its contents differ.'),
    force: 'Remove the request first; without force, it is created again if its contents differ.',
    privatekey_passphrase: 'Keep the key in a file without a passphrase that only root can read.',
    privatekey_content: 'Write the key to a file first.',
    subject: 'Give common_name, organization_name and the like.',
    subject_ordered: 'Give common_name, organization_name and the like.',
    return_content: 'Read the file with slurp.',
    select_crypto_backend: leftOut('openssl is used.'),
    version: leftOut('it is always 1.'),
    ...notTakenFor(
      [
        'authority_cert_issuer',
        'authority_cert_serial_number',
        'authority_key_identifier',
        'create_subject_key_identifier',
        'crl_distribution_points',
        'name_constraints_permitted',
        'name_constraints_excluded',
        'name_constraints_critical',
        'ocsp_must_staple',
        'ocsp_must_staple_critical',
        'subject_alt_name_critical',
        'subject_key_identifier',
      ],
      'The request has no such extension: make it with openssl req in a command with creates.',
    ),
  },
  aliases: csrAliases,
  examples: [
    '- openssl_csr:\n    path: /etc/ssl/web.csr\n    privatekey_path: /etc/ssl/private/web.key\n    common_name: www.example.com\n    subject_alt_name: [DNS:www.example.com, IP:10.0.0.7]\n    extended_key_usage: [serverAuth]\n',
    '- openssl_csr:\n    path: /etc/ssl/ca.csr\n    privatekey_path: /etc/ssl/private/ca.key\n    common_name: Example internal\n    organization_name: Example\n    basic_constraints: [CA:TRUE, pathlen:0]\n    basic_constraints_critical: yes\n    key_usage: [keyCertSign, cRLSign]\n    key_usage_critical: yes\n    use_common_name_for_san: no\n',
  ],
  returns: {
    filename: 'The file.',
    privatekey: 'File of the key.',
    subject: 'Attributes of the subject, the most specific first.',
    subjectAltName: 'Names and addresses.',
  },
  queries: (p): Asked => ({
    self: stat(p.path),
    request: certificateRequest(p.path),
    key: p.privatekey_path === undefined ? [] : [privateKey(p.privatekey_path)],
  }),
  directories: (p) => [parentOf(p.path)],
  diff: (p, s: Found) => diff(p, s),
  apply: (p, s: Found) => [{ kind: 'run', ...render(p, s) }],
  predict: (p, s: Found, context) => {
    if (p.state === 'absent')
      return [
        ...predictFile(p.path, { exists: false }, null),
        { query: certificateRequest(p.path), answer: { exists: false } },
      ];
    const me = context.as ?? 'root';
    const created = { ...NEW_FILE, owner: me, group: me };
    const self = predictStat(p, s.self, created);
    if (reasonToMake(p, s) === undefined)
      return [...predictAttributes(p.path, self), { query: certificateRequest(p.path), answer: s.request }];
    return [
      ...predictFile(p.path, self, undefined),
      { query: certificateRequest(p.path), answer: { exists: true, request: wanted(p, s) } },
    ];
  },
  writes: (p) => ({ keys: [`file:${p.path}`] }),
  result: (p, { request }: Found) => ({
    filename: p.path,
    privatekey: p.privatekey_path,
    ...(request.exists &&
      request.request && { subject: request.request.subject, subjectAltName: request.request.names }),
  }),
  owns: (p): Owned[] =>
    p.state === 'present'
      ? [{ key: `file:${p.path}`, remove: { module: 'file', params: { path: p.path, state: 'absent' } } }]
      : [],
});

function wanted(p: Params, { key: [key] }: Found): RequestFacts {
  const pathLength = p.basic_constraints.find((item) => /^pathlen:/i.test(item))?.slice('pathlen:'.length);
  return {
    subject: subjectOf(p)
      .map(([name, value]) => `${name}=${value}`)
      .reverse(),
    names: [...new Set(namesOf(p))].sort(),
    keyUsage: [...new Set(p.key_usage)].sort(),
    extendedKeyUsage: p.extended_key_usage,
    isAuthority: p.basic_constraints.some((item) => item.toUpperCase() === 'CA:TRUE'),
    pathLength: pathLength === undefined ? undefined : Number(pathLength),
    publicKey: key?.exists ? (key.publicKey ?? '') : '',
  };
}

function diff(p: Params, s: Found): Change[] {
  const { self } = s;
  if (p.state === 'absent') return self.exists ? [{ attribute: 'state', before: 'present', after: 'absent' }] : [];
  if (self.exists && self.type !== 'file') throw new ModuleFailure(`${p.path} is a ${self.type}, not a file`);
  requireKey(p, s);
  const why = reasonToMake(p, s);
  return [
    ...(why === undefined ? [] : [{ attribute: 'request', before: why, after: wanted(p, s).subject.join(',') }]),
    ...diffAttributes(p, self, NEW_FILE),
  ];
}

function requireKey({ privatekey_path }: Params, { key: [key] }: Found): void {
  if (!key?.exists)
    throw new ModuleFailure(
      `${privatekey_path ?? ''} does not exist`,
      'Create the key on the host with openssl_privatekey.',
    );
  if (key.type === 'other')
    throw new ModuleFailure(`${privatekey_path ?? ''} contains no key that is readable without a passphrase`);
}

/** Returns why the CSR must be created again; null if the file does not exist, undefined if it matches. */
function reasonToMake(p: Params, s: Found): string | null | undefined {
  if (!s.request.exists) return null;
  const { request } = s.request;
  if (!request) return 'no request';
  const want = wanted(p, s);
  if (request.publicKey !== want.publicKey) return 'for another key';
  const differing = (['subject', 'names', 'keyUsage', 'extendedKeyUsage', 'isAuthority', 'pathLength'] as const).find(
    (name) => JSON.stringify(request[name]) !== JSON.stringify(want[name]),
  );
  return differing && `${differing}: ${String(request[differing])}`;
}

/** The configuration is passed on stdin, because it may exceed the length of a command line. */
function render(p: Params, s: Found): { script: string; stdin?: string } {
  if (p.state === 'absent') return { script: removeFiles([p.path]) };
  if (reasonToMake(p, s) === undefined) return { script: renderAttributes(p.path, p, s.self).join(' &&\n') };
  const key = quote(p.privatekey_path ?? '');
  return {
    script: renderMadeFile({
      path: p.path,
      command: `openssl req -new -batch -config /dev/stdin -${p.digest} -key ${key} -passin pass: -out "$t"`,
      wanted: p,
      found: s.self,
      backup: p.backup,
    }),
    stdin: renderRequestConfig({ subject: subjectOf(p), extensions: extensionsOf(p) }),
  };
}

const extensionsOf = (p: Params): [string, string][] =>
  (
    [
      ['subjectAltName', false, namesOf(p)],
      ['keyUsage', p.key_usage_critical, p.key_usage],
      ['extendedKeyUsage', p.extended_key_usage_critical, p.extended_key_usage],
      ['basicConstraints', p.basic_constraints_critical, p.basic_constraints],
    ] as const
  ).flatMap(([name, isCritical, values]) =>
    values.length === 0 ? [] : [[name, [...(isCritical ? ['critical'] : []), ...values].join(',')]],
  );
