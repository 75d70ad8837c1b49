import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Module } from '../../src/module-api/module.ts';
import { certificate } from '../../src/modules/x509/certificate.ts';
import { certificateAuthority } from '../../src/modules/x509/certificate-authority.ts';
import { opensslPrivatekey } from '../../src/modules/x509/openssl-privatekey.ts';
import { x509CertificateInfo } from '../../src/modules/x509/x509-certificate-info.ts';
import type { ModuleRun } from '../support/run-module.ts';
import { runModule } from '../support/run-module.ts';

const directory = mkdtempSync(join(tmpdir(), "tls it's-"));
const at = (name: string): string => join(directory, name);
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const START = new Date(Math.floor(Date.now() / 1000) * 1000);
const inDays = (days: number): Date => new Date(START.getTime() + days * 86_400_000);

async function converge(module: Module, params: Record<string, unknown>, now = START): Promise<ModuleRun> {
  const run = await runModule(module, params, { context: { now } });
  expect(run.planned).toMatchObject({ status: 'change' });
  expect(run.outputs.map(({ stderr, exitStatus }) => `${exitStatus} ${stderr}`)).toEqual(['0 ']);
  expect(run.after).toMatchObject({ status: 'ok' });
  return run;
}

const look = (module: Module, params: Record<string, unknown>, now = START) =>
  runModule(module, params, { context: { now } }).then(({ planned }) => planned);

const resultOf = (run: ModuleRun): Record<string, string> =>
  (run.after.status === 'ok' ? run.after.result : {}) as Record<string, string>;

const openssl = (...args: string[]): string => execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });

const authority = {
  path: at('ca'),
  common_name: 'Example internal, 2026',
  passphrase: 'pass "phrase" $x',
  permitted_names: ['example.com'],
  permitted_networks: ['10.0.0.0/12'],
};

let ca: Record<string, string>;
const web = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  path: at('web.crt'),
  privatekey_path: at('web.key'),
  subject_alt_name: ['www.example.com', '10.1.2.3', 'DNS:*.example.com'],
  ca_certificate: ca['certificate'],
  ca_private_key: ca['private_key'],
  ca_passphrase: authority.passphrase,
  ...more,
});

beforeAll(async () => {
  const none = { path: at('web.key'), type: 'ECC' };
  await converge(opensslPrivatekey, none);
  ca = resultOf(await converge(certificateAuthority, authority));
});

describe('certificate_authority', () => {
  test('keeps its key encrypted and private, and issues only for permitted names', () => {
    expect(ca['private_key']).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    expect(statSync(at('ca/ca.key')).mode & 0o777).toBe(0o600);
    const text = openssl('x509', '-in', at('ca/ca.crt'), '-noout', '-text');
    expect(text).toMatch(/Subject: CN ?= ?"Example internal, 2026"/);
    expect(text).toMatch(/Name Constraints: critical\s+Permitted:\s+DNS:example.com\s+IP:10.0.0.0\/255.240.0.0/);
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
  });

  test('is followed by another in time, which both are trusted', async () => {
    const path = at('old-ca');
    const short = { ...authority, path, valid_days: 100, overlap_days: 40 };
    const first = resultOf(await converge(certificateAuthority, short));
    expect(await look(certificateAuthority, short, inDays(59))).toMatchObject({ status: 'ok' });
    // the next one is dated by the machine's clock, so that it has to last longer here
    const second = resultOf(await converge(certificateAuthority, { ...short, valid_days: 1000 }, inDays(61)));
    expect(await look(certificateAuthority, short, inDays(79))).toMatchObject({ status: 'ok' });
    expect(second['certificate']).toBe(first['certificate']);
    expect(second['bundle']?.match(/BEGIN/g)).toHaveLength(2);
    const third = resultOf(await converge(certificateAuthority, short, inDays(81)));
    expect(third['certificate']).not.toBe(first['certificate']);
    expect(third['bundle']).toContain(first['certificate']);
    expect(third['bundle']).toContain(third['certificate']);
  });
});

describe('openssl_privatekey', () => {
  test.each([
    [{ type: 'RSA', size: 2048 }, /2048 bit/],
    [{ type: 'ECC', curve: 'secp384r1' }, /secp384r1/],
    [{ type: 'Ed25519', mode: '0640' }, /ED25519/],
  ])('makes a key as %j, and leaves it alone', async (params, text) => {
    const path = at(`${params.type}.key`);
    await converge(opensslPrivatekey, { path, ...params });
    expect(openssl('pkey', '-in', path, '-noout', '-text')).toMatch(text);
    expect(statSync(path).mode & 0o777).toBe('mode' in params ? 0o640 : 0o600);
    expect(await look(opensslPrivatekey, { path, ...params })).toMatchObject({ status: 'ok' });
  });

  test('replaces a key of another kind only with force', async () => {
    const path = at('Ed25519.key');
    const before = readFileSync(path);
    const asked = { path, type: 'RSA', size: 2048 };
    expect(await look(opensslPrivatekey, asked)).toMatchObject({
      status: 'failed',
      message: `${path} holds Ed25519, not RSA 2048`,
    });
    expect(readFileSync(path)).toEqual(before);
    await converge(opensslPrivatekey, { ...asked, force: true });
  });
});

describe('certificate', () => {
  test('is issued, trusted, and left alone', async () => {
    await converge(certificate, web());
    expect(openssl('verify', '-x509_strict', '-CAfile', at('ca/ca.crt'), at('web.crt'))).toContain('OK');
    const issued = new X509Certificate(readFileSync(at('web.crt')));
    expect(issued.checkHost('www.example.com')).toBeDefined();
    expect(issued.checkIP('10.1.2.3')).toBe('10.1.2.3');
    expect(issued.ca).toBe(false);
    expect(await look(certificate, web())).toMatchObject({ status: 'ok' });
    expect(await look(x509CertificateInfo, { path: at('web.crt'), privatekey_path: at('web.key') })).toMatchObject({
      status: 'ok',
      result: {
        subject: 'CN=www.example.com',
        key_matches: true,
        expired: false,
        expires_in_days: 397,
        is_authority: false,
      },
    });
  });

  test.each([
    [['www.example.org'], 'DNS:www.example.org'],
    [['notexample.com', 'EXAMPLE.com'], 'DNS:notexample.com'],
    [['example.com', '10.16.0.1'], 'IP:10.16.0.1'],
    [['www.example.com', 'fd00::1'], 'IP:fd00::1'],
  ])('for %j, of which the authority may not vouch for %s, is none', async (names, forbidden) => {
    expect(await look(certificate, web({ path: at('bad.crt'), subject_alt_name: names }))).toMatchObject({
      status: 'failed',
      message: expect.stringContaining(`may not vouch for ${forbidden}:`),
    });
  });

  test('is issued anew when its names or uses change, and when its time comes', async () => {
    await converge(certificate, web({ subject_alt_name: ['www.example.com'] }));
    await converge(certificate, web({ subject_alt_name: ['www.example.com'], extended_key_usage: ['serverAuth'] }));
    await converge(certificate, web());
    expect(await look(certificate, web(), inDays(336))).toMatchObject({ status: 'ok' });
    await converge(certificate, web(), inDays(338));
  });

  test('is issued anew for another key, and by another authority', async () => {
    await converge(opensslPrivatekey, { path: at('web.key'), type: 'Ed25519', force: true });
    await converge(certificate, web());
    const other = resultOf(await converge(certificateAuthority, { ...authority, path: at('other-ca') }));
    await converge(certificate, web({ ca_certificate: other['certificate'], ca_private_key: other['private_key'] }));
  });

  test('never outlives its authority, and is not renewed for ever because of that', async () => {
    const short = { ...authority, path: at('short-ca'), valid_days: 30, overlap_days: 1 };
    const made = resultOf(await converge(certificateAuthority, short));
    const params = web({
      path: at('short.crt'),
      ca_certificate: made['certificate'],
      ca_private_key: made['private_key'],
    });
    await converge(certificate, params);
    expect(await look(certificate, params, inDays(20))).toMatchObject({ status: 'ok' });
    expect(await look(certificate, params, inDays(30))).toMatchObject({ status: 'failed' });
  });

  test.each(['RSA', 'Ed25519'])('is signed by an authority from elsewhere that has a key of %s', async (type) => {
    const [key, crt] = [at(`${type}-ca.key`), at(`${type}-ca.crt`)];
    openssl('genpkey', '-algorithm', type, '-out', key);
    openssl('req', '-x509', '-new', '-key', key, '-subj', '/O=Else/CN=Root', '-days', '3650', '-out', crt);
    const pem = (path: string): string => readFileSync(path, 'utf8');
    const path = at(`${type}.crt`);
    const params = web({ path, ca_certificate: pem(crt), ca_private_key: pem(key), ca_passphrase: undefined });
    await converge(certificate, { ...params, subject_alt_name: ['fd00:0:0::1', 'a.example'] });
    expect(openssl('verify', '-CAfile', crt, path)).toContain('OK');
  });

  test('reports what is wrong with the authority', async () => {
    const wrong = async (more: Record<string, unknown>) => look(certificate, web({ path: at('none.crt'), ...more }));
    expect(await wrong({ ca_passphrase: 'wrong' })).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('cannot be opened'),
    });
    expect(await wrong({ ca_certificate: 'x' })).toMatchObject({ message: 'ca_certificate is not a PEM certificate' });
    const leaf = readFileSync(at('web.crt'), 'utf8');
    expect(await wrong({ ca_certificate: leaf })).toMatchObject({
      message: expect.stringContaining('not a CA certificate'),
    });
    expect(
      await wrong({ ca_private_key: readFileSync(at('RSA-ca.key'), 'utf8'), ca_passphrase: undefined }),
    ).toMatchObject({
      message: expect.stringContaining('is not the key of ca_certificate'),
    });
    writeFileSync(at('junk.key'), 'x');
    expect(await wrong({ privatekey_path: at('junk.key') })).toMatchObject({
      message: expect.stringContaining('contains no key'),
    });
  });
});
