import { sshOrThrow } from './lab.ts';

/** Serial of the certificate that a service shows to a host that asks. */
export const presentedSerial = (from: string, to: string, ...options: string[]): Promise<string> =>
  sshOrThrow(
    from,
    `openssl s_client -connect ${to} ${options.join(' ')} </dev/null 2>/dev/null | openssl x509 -noout -serial`,
  );

/** Serial of the certificate that the role tls has put on a host. */
export const ownSerial = (host: string): Promise<string> =>
  sshOrThrow(host, 'openssl x509 -in /etc/ssl/site/host.crt -noout -serial');

/** Whole days that the certificate of a host is valid for, from now on. */
export async function daysLeft(host: string): Promise<number> {
  const end = await sshOrThrow(host, 'openssl x509 -in /etc/ssl/site/host.crt -noout -enddate');
  return Math.floor((Date.parse(end.replace('notAfter=', '')) - Date.now()) / 86_400_000);
}
