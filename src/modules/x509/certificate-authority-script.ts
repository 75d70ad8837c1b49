import { makeDirectories } from '../../module-api/at-place.ts';
import { NEW, placeNew, renderBeside } from '../../module-api/beside.ts';

/** OpenSSL's configuration for a new CA. Clients reject certificates for names outside the permitted domains and networks. */
export function renderAuthorityConfig(p: {
  readonly common_name: string;
  readonly permitted_names: readonly string[];
  readonly permitted_networks: readonly string[];
}): string {
  const permitted = [
    ...p.permitted_names.map((name) => `permitted;DNS:${name}`),
    ...p.permitted_networks.map((network) => `permitted;IP:${withMask(network)}`),
  ];
  return [
    '[req]',
    'distinguished_name = subject',
    'x509_extensions = authority',
    'prompt = no',
    'string_mask = utf8only',
    '[subject]',
    `CN = ${p.common_name}`,
    '[authority]',
    'basicConstraints = critical, CA:TRUE, pathlen:0',
    'keyUsage = critical, keyCertSign, cRLSign',
    'subjectKeyIdentifier = hash',
    ...(permitted.length > 0 ? [`nameConstraints = critical, ${permitted.join(', ')}`] : []),
    '',
  ].join('\n');
}

/** `10.0.0.0/255.0.0.0` for `10.0.0.0/8`. */
function withMask(network: string): string {
  const [address = '', bits = ''] = network.split('/');
  const mask = [0, 8, 16, 24].map((from) => 256 - 2 ** (8 - Math.min(8, Math.max(0, Number(bits) - from))));
  return `${address}/${mask.join('.')}`;
}

/** Shell code that creates `<directory>/<name>.key`, encrypted, and `.crt`. Stdin: the passphrase, a newline, and the configuration. */
export function renderMakeAuthority(directory: string, name: 'ca' | 'next', days: number): string {
  return [
    'set -e; umask 077',
    makeDirectories(directory),
    renderBeside(`${directory}/${name}.key`, [
      'IFS= read -r p; cat > config',
      String.raw`printf '%s\n' "$p" | openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:named_curve -aes256 -pass stdin -out key`,
      String.raw`printf '%s\n' "$p" | openssl req -x509 -new -sha256 -key key -passin stdin -config config -days ${days} -out crt`,
      'chmod 644 crt',
      // the certificate is moved last, so that a certificate always has its key
      `mv -fT -- key ../${name}.key`,
      `mv -fT -- crt ../${name}.crt`,
    ]),
  ].join('\n');
}

/** Shell code that retires the current CA and replaces it by the next one. */
export function renderSwitchAuthority(directory: string): string {
  return [
    'set -e',
    renderBeside(`${directory}/retired.crt`, [
      `{ [ ! -e ../retired.crt ] || cat ../retired.crt; cat ../ca.crt; } > ${NEW}`,
      `chmod 0644 -- ${NEW}`,
      placeNew(`${directory}/retired.crt`),
      'mv -fT -- ../next.key ../ca.key',
      'mv -fT -- ../next.crt ../ca.crt',
    ]),
  ].join('\n');
}
