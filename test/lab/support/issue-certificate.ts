import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Authority } from './make-authority.ts';

/** A key, and a certificate of the authority for one name in `site.test` and perhaps an address, as PEM. */
export function issueCertificate(
  { certificate, key }: Authority,
  name: string,
  address?: string,
): { cert: string; key: string } {
  const directory = mkdtempSync(join(tmpdir(), 'provision-certificate-'));
  const at = (file: string): string => join(directory, file);
  const openssl = (words: string): void => void execFileSync('openssl', words.split(' '), { stdio: 'ignore' });
  try {
    writeFileSync(at('ca.crt'), certificate);
    writeFileSync(at('ca.key'), key, { mode: 0o600 });
    writeFileSync(at('names'), `subjectAltName=DNS:${name}${address === undefined ? '' : `,IP:${address}`}\n`);
    openssl(
      `req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=${name} -keyout ${at('key')} -out ${at('csr')}`,
    );
    openssl(
      `x509 -req -in ${at('csr')} -CA ${at('ca.crt')} -CAkey ${at('ca.key')} -CAcreateserial -days 2 -extfile ${at('names')} -out ${at('crt')}`,
    );
    return { cert: readFileSync(at('crt'), 'utf8'), key: readFileSync(at('key'), 'utf8') };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
