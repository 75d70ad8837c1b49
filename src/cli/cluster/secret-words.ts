import { resolve } from 'node:path';
import type { ConnectFlags } from '../options/connect-flags.ts';
import type { VaultOptions } from '../options/vault-options.ts';

export type SecretFlags = VaultOptions &
  Pick<ConnectFlags, 'privateKey' | 'connectionPasswordFile' | 'becomePasswordFile'>;

/** Where this machine has what its runs need to know. They run in the directory of a project. */
export function secretWords(flags: SecretFlags): string[] {
  const files = (name: string, paths: readonly string[] = []): string[] =>
    paths.flatMap((path) => [name, resolve(path)]);
  const one = (name: string, path: string | undefined): string[] => files(name, path === undefined ? [] : [path]);
  return [
    ...(flags.vaultId ?? []).flatMap((text) => ['--vault-id', withAbsolutePath(text)]),
    ...files('--vault-password-file', flags.vaultPasswordFile),
    ...one('--private-key', flags.privateKey),
    ...one('--connection-password-file', flags.connectionPasswordFile),
    ...one('--become-password-file', flags.becomePasswordFile),
  ];
}

/** `label@path` */
function withAbsolutePath(text: string): string {
  const at = text.indexOf('@');
  return at === -1 ? resolve(text) : `${text.slice(0, at + 1)}${resolve(text.slice(at + 1))}`;
}
