import { isIdentityFile } from './age/age-keys.ts';
import { VaultError } from './vault-error.ts';
import { decryptVault } from './cipher.ts';
import { DEFAULT_LABEL, isVaultText, parseVaultLabel } from './envelope.ts';
import type { VaultSecret } from './envelope.ts';
import { readPasswordFile } from './password-file.ts';
import { nameOneOf } from '../diagnostic/suggest.ts';

/**
 * The secret for encryption: the one with the requested label, or the first one of the only label. Throws VaultError `usage` or `no-
 * password`.
 */
export function chooseEncryptSecret(given: readonly VaultSecret[], label?: string): VaultSecret {
  const secrets = given.filter(({ password }) => !isIdentityFile(password));
  if (secrets.length < given.length && secrets.length === 0)
    throw new VaultError('usage', 'a private age key only decrypts: name the recipients with --recipient age1...');
  const labels = [...new Set(secrets.map((secret) => secret.label))];
  const chosen = secrets.find((secret) => label === undefined || secret.label === label);
  if (label === undefined && labels.length > 1) {
    throw new VaultError(
      'usage',
      `several vault ids are given (${labels.join(', ')}): choose one with --encrypt-vault-id`,
      { remedy: `Write \`--encrypt-vault-id ${labels[0] ?? ''}\`.`, place: '--encrypt-vault-id' },
    );
  }
  if (chosen) return chosen;
  if (secrets.length === 0) throw new VaultError('no-password', 'a vault password is needed, but none was given');
  throw new VaultError(
    'usage',
    `--encrypt-vault-id ${label ?? ''} is not one of the given vault ids (${labels.join(', ')})`,
    { remedy: nameOneOf(label ?? '', 'ids', labels), place: `--encrypt-vault-id ${label ?? ''}` },
  );
}

export interface VaultSecretSources {
  /** `LABEL@SOURCE` or `SOURCE`; a source is a path or `prompt`. */
  readonly vaultIds?: readonly string[] | undefined;
  readonly passwordFiles?: readonly string[] | undefined;
  readonly askVaultPass?: boolean | undefined;
  /** For PROVISION_VAULT_PASSWORD_FILE or, if it is not set, ANSIBLE_VAULT_PASSWORD_FILE. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Prompts without echo; absent if there is no terminal. */
  readonly prompt?: ((question: string) => Promise<string>) | undefined;
  /** Prompt twice, and fail if the answers differ: for a password that will encrypt. */
  readonly confirm?: boolean | undefined;
  readonly warn: (message: string) => void;
  /** Called with the password program that is waited for, and for how long. */
  readonly tell?: ((line: string) => void) | undefined;
}

interface SourceSpec {
  readonly label: string;
  readonly source: string;
}

/**
 * The passwords from all sources, in order: vault IDs, password files, prompt, environment. A password file may
 * itself be a vault that an earlier password opens. Throws VaultError `password-source` if one is unavailable or
 * empty.
 */
export async function loadVaultSecrets(sources: VaultSecretSources): Promise<VaultSecret[]> {
  const secrets: VaultSecret[] = [];
  for (const spec of listSources(sources)) {
    const password = await loadPassword(spec, secrets, sources);
    if (password.length === 0) {
      const remedy = `Write the password into the first line of \`${describe(spec)}\`, or let the program print it.`;
      throw new VaultError('password-source', `the vault password from ${describe(spec)} is empty`, {
        remedy,
        place: describe(spec),
      });
    }
    secrets.push({ label: spec.label, password });
  }
  return secrets;
}

function listSources({ vaultIds = [], passwordFiles = [], askVaultPass, env }: VaultSecretSources): SourceSpec[] {
  const unlabelled = [...passwordFiles, ...(askVaultPass ? ['prompt'] : [])];
  const given = [...vaultIds.map(parseVaultId), ...unlabelled.map((source) => ({ label: DEFAULT_LABEL, source }))];
  const fallback = env['PROVISION_VAULT_PASSWORD_FILE'] ?? env['ANSIBLE_VAULT_PASSWORD_FILE'];
  if (!fallback || given.some(({ source }) => source === fallback)) return given;
  return [...given, { label: DEFAULT_LABEL, source: fallback }];
}

function parseVaultId(vaultId: string): SourceSpec {
  const at = vaultId.indexOf('@');
  const label = at < 0 ? DEFAULT_LABEL : parseVaultLabel(vaultId.slice(0, at));
  const source = vaultId.slice(at + 1);
  if (source === '')
    throw new VaultError('usage', `--vault-id ${vaultId} names no source: use LABEL@FILE or LABEL@prompt`, {
      remedy: `Write \`--vault-id ${label}@FILE\`, or \`--vault-id ${label}@prompt\` for a prompt.`,
      place: `--vault-id ${vaultId}`,
    });
  return { label, source };
}

async function loadPassword(
  spec: SourceSpec,
  earlier: readonly VaultSecret[],
  sources: VaultSecretSources,
): Promise<Buffer> {
  if (spec.source === 'prompt') return Buffer.from((await askPassword(spec.label, sources)).trim());
  const { warn, tell = warn } = sources;
  const { content, printed } = await readPasswordFile(spec.source, { use: 'vault', label: spec.label, warn, tell });
  if (printed) return strip(content, LINE_ENDS);
  const stripped = strip(content, WHITESPACE);
  return isVaultText(stripped) ? strip(openPasswordVault(stripped, spec, earlier), LINE_ENDS) : stripped;
}

function openPasswordVault(content: Buffer, spec: SourceSpec, earlier: readonly VaultSecret[]): Buffer {
  try {
    return decryptVault(content.toString(), earlier);
  } catch (error) {
    throw error instanceof VaultError ? error.about(describe(spec)) : error;
  }
}

async function askPassword(label: string, { prompt, confirm }: VaultSecretSources): Promise<string> {
  if (!prompt) throw new VaultError('password-source', 'a prompt for the vault password needs a terminal');
  const what = label === DEFAULT_LABEL ? 'ault password' : `ault password (${label})`;
  const password = await prompt(confirm ? `New v${what}: ` : `V${what}: `);
  if (confirm && (await prompt(`Confirm new v${what}: `)) !== password) {
    throw new VaultError('password-source', 'the two passwords differ', {
      remedy: 'Run the command again and type the same password twice.',
      place: '--ask-vault-pass',
    });
  }
  return password;
}

// keeps the same leading and trailing spaces as Ansible, so that both derive the same password
const WHITESPACE = /^[ \t-\r]+|[ \t-\r]+$/g;
const LINE_ENDS = /^[\r\n]+|[\r\n]+$/g;

function strip(content: Buffer, what: RegExp): Buffer {
  return Buffer.from(content.toString('latin1').replace(what, ''), 'latin1');
}

function describe({ label, source }: SourceSpec): string {
  return source === 'prompt' ? `the prompt for ${label}` : source;
}
