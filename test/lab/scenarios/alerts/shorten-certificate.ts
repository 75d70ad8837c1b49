import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sshOrThrow } from '../../support/lab.ts';
import type { Authority } from '../../support/make-authority.ts';

const FILE = '/etc/ssl/site/host.crt';

/** Gives a host a certificate like its own that ends after so many days. */
export async function shortenCertificate(host: string, authority: Authority, days: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'provision-certificate-'));
  const at = (file: string): string => join(directory, file);
  const names = await sshOrThrow(host, `openssl x509 -noout -ext subjectAltName -in ${FILE} | tail -n 1`);
  try {
    const request = `sudo openssl x509 -x509toreq -in ${FILE} -signkey /etc/ssl/site/host.key`;
    writeFileSync(at('csr'), await sshOrThrow(host, request));
    writeFileSync(at('ca.crt'), authority.certificate);
    writeFileSync(at('ca.key'), authority.key, { mode: 0o600 });
    writeFileSync(at('names'), `subjectAltName=${names.trim().replaceAll('IP Address:', 'IP:')}\n`);
    const words = `x509 -req -in ${at('csr')} -CA ${at('ca.crt')} -CAkey ${at('ca.key')} -CAcreateserial -days ${days} -extfile ${at('names')} -out ${at('crt')}`;
    execFileSync('openssl', words.split(' '), { stdio: 'ignore' });
    await sshOrThrow(host, `sudo tee ${FILE} >/dev/null <<'E'\n${readFileSync(at('crt'), 'utf8')}\nE`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
