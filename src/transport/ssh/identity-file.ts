import { existsSync } from 'node:fs';
import ssh2 from 'ssh2';
import type { ParsedKey } from 'ssh2';
import { ParsedFiles } from './parsed-files.ts';
import type { SshSettings } from './ssh-settings.ts';

/** Why a file gives no private key. `token`: a key that ssh(1) supports and the library does not. */
export type IdentityFlaw = 'encrypted' | 'token' | 'public' | 'unsupported' | 'no-key';

/** A private key's file, and whether it can be used. */
export interface Identity {
  readonly text?: string;
  /** Undefined if a passphrase is required, or if the file is not a key. */
  readonly key?: ParsedKey | undefined;
  readonly flaw?: IdentityFlaw;
  /** Why the file provides no key, and how to fix it. */
  readonly problem?: string;
}

const identities = new ParsedFiles<Identity>((text, file) => {
  const key = parseKey(text);
  return key === undefined ? { text, ...describeUnusable(text, file) } : { text, key };
});

/** Reads a key. A missing or unreadable file is only one of several ways to log in: the problem is reported if all ways fail. */
export function readIdentity(file: string): Identity {
  const identity = readKey(file);
  if (identity.key === undefined || identity.key.isPrivateKey()) return identity;
  return { flaw: 'public', problem: `${file} is a public key: name the private one` };
}

/** The public key file next to a private key. */
export const readPublicKey = (file: string): ParsedKey | undefined => readKey(`${file}.pub`).key;

function readKey(file: string): Identity {
  try {
    return identities.get(file) ?? { problem: `${file} does not exist` };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    return { problem: `${file} can't be read: ${REASONS[code] ?? (error as Error).message}` };
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENXIO: 'it is a pipe or a socket',
  ELOOP: 'its symbolic links form a loop',
  ENOTDIR: 'a part of its path is not a directory',
};

/** Undefined if the text is not a supported key, or if the passphrase is wrong. */
export function parseKey(text: string, passphrase?: string): ParsedKey | undefined {
  const parsed = ssh2.utils.parseKey(text, passphrase) as ParsedKey | ParsedKey[] | Error;
  const key = Array.isArray(parsed) ? parsed[0] : parsed;
  return key instanceof Error ? undefined : key;
}

/** The certificates that ssh(1) would present to the server: those next to the keys, and those in the settings. */
export const listCertificates = ({
  identityFiles,
  certificateFiles,
}: Pick<SshSettings, 'identityFiles' | 'certificateFiles'>): string[] => [
  ...certificateFiles,
  ...identityFiles.map((file) => `${file}-cert.pub`).filter((file) => existsSync(file)),
];

function describeUnusable(text: string, file: string): Pick<Identity, 'flaw' | 'problem'> {
  const error = ssh2.utils.parseKey(text) as unknown;
  const reason = error instanceof Error ? error.message : '';
  if (/encrypted|passphrase/i.test(reason))
    return { flaw: 'encrypted', problem: `${file} is encrypted: load it into the agent with ssh-add ${file}` };
  if (/\bsk-(ssh|ecdsa)-/.test(reason))
    return { flaw: 'token', problem: `${file} is a key of a security token (FIDO), which the library can't use` };
  if (text.includes('BEGIN OPENSSH PRIVATE KEY'))
    return {
      flaw: 'unsupported',
      problem: `${file} is a private key of a kind that is not supported (${reason}): use ed25519, ECDSA or RSA`,
    };
  return { flaw: 'no-key', problem: `${file} is not a private key in OpenSSH or PEM format` };
}
