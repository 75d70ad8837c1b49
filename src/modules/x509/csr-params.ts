import { isIP } from 'node:net';
import * as z from 'zod';
import { fileAttributes } from '../../module-api/file-attributes.ts';
import { bool, path, text, textList } from '../../module-api/params.ts';
import { plainAddress } from '../../query/x509/x509-names.ts';

const part = (what: string) =>
  text()
    .pipe(z.string().regex(/^[^\n\s]([^\n]*[^\n\s])?$/, 'must be one line, without spaces around it'))
    .optional()
    .describe(`Subject: ${what}.`);

const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

const EXTENDED_USAGES = [
  'serverAuth',
  'clientAuth',
  'codeSigning',
  'emailProtection',
  'timeStamping',
  'OCSPSigning',
] as const;

export const params = z
  .strictObject({
    path: path().describe('File of the CSR.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether it exists.'),
    privatekey_path: path()
      .optional()
      .describe('File of the private key on the host. Create the key with openssl_privatekey.'),
    common_name: part('name'),
    country_name: part('country, two letters'),
    state_or_province_name: part('state or province'),
    locality_name: part('place'),
    organization_name: part('organization'),
    organizational_unit_name: part('its unit'),
    email_address: part('address for mail'),
    subject_alt_name: textList()
      .pipe(
        z.array(z.string().regex(/^(DNS|IP|email|URI):[^\s,]+$/, 'must be such as DNS:www.example.com or IP:10.0.0.7')),
      )
      .transform((names) => names.map((name) => (name.startsWith('IP:') ? `IP:${plainAddress(name.slice(3))}` : name)))
      .refine(
        (names) => names.every((name) => !name.startsWith('IP:') || isIP(name.slice(3)) !== 0),
        'contains a value that is not an address',
      )
      .default([])
      .describe('Names and addresses: `DNS:www.example.com`, `IP:10.0.0.7`, `email:` or `URI:`.'),
    use_common_name_for_san: bool()
      .default(true)
      .describe('Use common_name as the only name if subject_alt_name is empty.'),
    key_usage: z.array(z.enum(KEY_USAGES)).default([]).describe('Key usages.'),
    key_usage_critical: bool()
      .default(false)
      .describe('Mark key_usage as critical: software that does not support it must reject the certificate.'),
    extended_key_usage: z.array(z.enum(EXTENDED_USAGES)).default([]).describe('Extended key usages.'),
    extended_key_usage_critical: bool().default(false).describe('Mark extended_key_usage as critical.'),
    basic_constraints: textList()
      .pipe(z.array(z.string().regex(/^(CA:(TRUE|FALSE)|pathlen:\d+)$/i, 'must be CA:TRUE, CA:FALSE or pathlen:0')))
      .default([])
      .describe('Whether the certificate may issue others: `CA:TRUE`, `pathlen:0`.'),
    basic_constraints_critical: bool().default(false).describe('Mark basic_constraints as critical.'),
    digest: z
      .enum(['sha256', 'sha384', 'sha512'])
      .default('sha256')
      .describe('Hash algorithm of the signature; ignored for Ed25519.'),
    backup: bool()
      .default(false)
      .describe('Keep a copy of the previous file in the same directory, with the time in its name.'),
    ...fileAttributes,
  })
  .refine((p) => p.state === 'absent' || p.privatekey_path !== undefined, {
    path: ['privatekey_path'],
    message: 'is needed with state: present',
  })
  .refine((p) => p.country_name === undefined || p.country_name.length === 2, {
    path: ['country_name'],
    message: 'must be two letters',
  })
  .refine((p) => p.state === 'absent' || subjectOf(p).length > 0, {
    path: ['common_name'],
    message: 'or another part of the subject is needed with state: present',
  });

export type Params = z.output<typeof params>;

interface SubjectParams {
  readonly country_name?: string | undefined;
  readonly state_or_province_name?: string | undefined;
  readonly locality_name?: string | undefined;
  readonly organization_name?: string | undefined;
  readonly organizational_unit_name?: string | undefined;
  readonly common_name?: string | undefined;
  readonly email_address?: string | undefined;
}

/** The attributes of the subject, the most general first, as in a directory. */
export const subjectOf = (p: SubjectParams): [string, string][] =>
  (
    [
      ['C', p.country_name],
      ['ST', p.state_or_province_name],
      ['L', p.locality_name],
      ['O', p.organization_name],
      ['OU', p.organizational_unit_name],
      ['CN', p.common_name],
      ['emailAddress', p.email_address],
    ] as const
  ).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));

/** The requested names; without any, the common name, unless use_common_name_for_san is false. */
export function namesOf(p: Params): readonly string[] {
  if (p.subject_alt_name.length > 0) return p.subject_alt_name;
  if (p.common_name === undefined || !p.use_common_name_for_san) return [];
  if (isIP(p.common_name) !== 0) return [`IP:${plainAddress(p.common_name)}`];
  return /^[\w.*-]+$/.test(p.common_name) ? [`DNS:${p.common_name}`] : [];
}
