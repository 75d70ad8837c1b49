import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate authority as PEM. */
export interface Authority {
  readonly certificate: string;
  readonly key: string;
}

/** A new authority that may vouch for names in a domain and addresses of the lab. `name` is its common name. */
export function makeAuthority(name: string, domain = 'site.test'): Authority {
  const directory = mkdtempSync(join(tmpdir(), 'provision-authority-'));
  const [certificate, key] = ['certificate', 'key'].map((file) => join(directory, file)) as [string, string];
  try {
    const words = [
      `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=${name}`,
      `-addext basicConstraints=critical,CA:true,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign`,
      `-addext nameConstraints=critical,permitted;DNS:${domain},permitted;IP:10.77.0.0/255.255.0.0`,
      `-keyout ${key} -out ${certificate}`,
    ];
    execFileSync('openssl', words.join(' ').split(' '), { stdio: 'ignore' });
    return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
