import { quote } from '../../query/quote.ts';

interface Signing {
  /** Files on the host. */
  readonly request: string;
  readonly key: string;
  /** Certificate of the CA; without it, the certificate is self-signed. */
  readonly certificate?: string | undefined;
  readonly days: number;
}

/**
 * Signs a request with `openssl ca`, which copies the request's extensions in OpenSSL 1.1 and 3, in a temporary directory below the
 * working directory. Writes the certificate to "$t"; stdin is one line with the passphrase of the key.
 */
export const renderSign = ({ request, key, certificate, days }: Signing): string =>
  [
    'd=./signing; mkdir -- "$d"',
    ': >"$d/index.txt"',
    `cat >"$d/conf" <<EOF\n${CONFIG}\nEOF`,
    `openssl ca -config "$d/conf" -batch -notext -days ${days} -keyfile ${quote(key)} -passin stdin ` +
      `${certificate === undefined ? '-selfsign' : `-cert ${quote(certificate)}`} -in ${quote(request)} -out "$t" 2>"$d/said" || ` +
      `{ cat "$d/said" >&2; echo ${quote(`openssl can't sign with the key ${key}: is its passphrase right?`)} >&2; exit 1; }`,
  ].join('\n');

const CONFIG = `[ca]
default_ca = own
[own]
database = $d/index.txt
new_certs_dir = $d
default_md = sha256
policy = any
preserve = yes
email_in_dn = yes
rand_serial = yes
unique_subject = no
copy_extensions = copy
x509_extensions = added
[any]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = optional
emailAddress = optional
[added]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid`;
