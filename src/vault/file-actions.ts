import { VaultError } from './vault-error.ts';
import { toUnreadable } from '../controller/file-error.ts';
import { readGivenBytes } from '../controller/read-file.ts';
import { stageFile } from './stage-file.ts';
import type { FileContent, StagedFile } from './stage-file.ts';
import { decryptVault, encryptVault } from './cipher.ts';
import { isVaultText } from './envelope.ts';
import type { VaultSecret } from './envelope.ts';
import { remedyOf } from '../controller/file-remedy.ts';

/** The standard streams of an operation, for the path `-`. */
export interface VaultStreams {
  readonly readStdin: () => Promise<Buffer>;
  readonly writeStdout: (content: string | Buffer) => void;
}

export interface VaultInput {
  readonly path: string;
  readonly content: Buffer;
}

export const STANDARD_STREAM = '-';

/** The complete content of each input; `-` is standard input. Throws VaultError `file`, or `usage` if `-` is named twice. */
export async function readInputs(paths: readonly string[], streams: VaultStreams): Promise<VaultInput[]> {
  if (paths.filter((path) => path === STANDARD_STREAM).length > 1) {
    throw new VaultError('usage', 'standard input (-) can be read only once', {
      remedy: 'Write `-` once.',
      place: '-',
    });
  }
  const inputs: VaultInput[] = [];
  for (const path of paths) inputs.push({ path, content: await readInput(path, streams) });
  return inputs;
}

async function readInput(path: string, streams: VaultStreams): Promise<Buffer> {
  return path === STANDARD_STREAM ? streams.readStdin() : readFile(path);
}

/** Throws VaultError `file`. */
export function readFile(path: string): Buffer {
  try {
    return readGivenBytes(path);
  } catch (error) {
    const unreadable = toUnreadable(path, error);
    throw new VaultError('file', unreadable.message, { cause: error, remedy: remedyOf(unreadable), place: path });
  }
}

/**
 * Replaces the content of several files: all new contents are on the disk before the first file is replaced, so that
 * a full disk or an unwritable directory leaves every file unchanged. Throws VaultError `file`.
 */
export async function writeFiles(files: readonly FileContent[]): Promise<void> {
  const staged: StagedFile[] = [];
  try {
    for (const file of files) staged.push(await stageFile(file));
    for (const file of staged) await file.commit();
  } finally {
    for (const file of staged) await file.discard();
  }
}

export interface TransformFilesOptions {
  readonly paths: readonly string[];
  /** Destination of the result, instead of the file itself; `-` is standard output. */
  readonly output?: string | undefined;
  readonly transform: (content: Buffer) => string | Buffer;
  /** Whether the result is a secret: its files get the mode 0600, as with ansible-vault. */
  readonly givesSecret?: boolean;
}

/**
 * Transforms each file in place; `-` from standard input to standard output. Nothing is written or printed before
 * all files have been transformed. Throws VaultError, with the path at the start of its message.
 */
export async function transformFiles(options: TransformFilesOptions, streams: VaultStreams): Promise<void> {
  const { paths, output, transform, givesSecret: isSecret } = options;
  if (output !== undefined && paths.length > 1)
    throw new VaultError('usage', '--output takes one input file', {
      remedy: `Write \`--output ${output} ${paths[0] ?? ''}\`, and run the command once for each file.`,
      place: '--output',
    });
  const inputs = await readInputs(paths, streams);
  const results = inputs.map((input) => ({
    path: output ?? input.path,
    content: transformOne(input, transform),
    isSecret,
  }));
  await writeFiles(results.filter(({ path }) => path !== STANDARD_STREAM));
  for (const { path, content } of results) if (path === STANDARD_STREAM) streams.writeStdout(content);
}

/** The result of the transformation; errors start with the input's path. */
export function transformOne<T>({ path, content }: VaultInput, transform: (content: Buffer) => T): T {
  try {
    return transform(content);
  } catch (error) {
    throw error instanceof VaultError ? error.about(path === STANDARD_STREAM ? 'standard input' : path) : error;
  }
}

/** Prints the plaintext of vaults one after another; nothing if one of them can't be opened. Throws VaultError. */
export async function viewFiles(
  paths: readonly string[],
  secrets: readonly VaultSecret[],
  streams: VaultStreams,
): Promise<void> {
  const inputs = await readInputs(paths, streams);
  const plaintexts = inputs.map((input) => transformOne(input, (content) => decryptVault(content.toString(), secrets)));
  plaintexts.forEach((plaintext) => streams.writeStdout(plaintext));
}

export interface DecryptFilesOptions {
  readonly paths: readonly string[];
  readonly output?: string | undefined;
  readonly secrets: readonly VaultSecret[];
}

/** Decrypts files, like `transformFiles`. */
export async function decryptFiles({ secrets, ...files }: DecryptFilesOptions, streams: VaultStreams): Promise<void> {
  const transform = (content: Buffer): Buffer => decryptVault(content.toString(), secrets);
  await transformFiles({ ...files, transform, givesSecret: true }, streams);
}

export interface EncryptFilesOptions {
  readonly paths: readonly string[];
  readonly output?: string | undefined;
  readonly secret: VaultSecret;
}

/** Encrypts files with a secret and its label, like `transformFiles`; a file that is already a vault is refused. */
export async function encryptFiles({ secret, ...files }: EncryptFilesOptions, streams: VaultStreams): Promise<void> {
  const transform = (content: Buffer): string => {
    if (isVaultText(content)) throw new VaultError('already-a-vault', 'it is already encrypted');
    return encryptVault(content, secret, secret.label);
  };
  await transformFiles({ ...files, transform }, streams);
}

export interface RekeyFilesOptions {
  readonly paths: readonly string[];
  readonly secrets: readonly VaultSecret[];
  /** The new password and label. */
  readonly newSecret: VaultSecret;
}

/**
 * Re-encrypts vaults with another secret: all of them, or none if one can't be opened or written. Throws
 * VaultError.
 */
export async function rekeyFiles(options: RekeyFilesOptions, streams: VaultStreams): Promise<void> {
  const { paths, secrets, newSecret } = options;
  if (paths.includes(STANDARD_STREAM)) throw new VaultError('usage', 'rekey works on files, not on standard input');
  const transform = (content: Buffer): string =>
    encryptVault(decryptVault(content.toString(), secrets), newSecret, newSecret.label);
  await transformFiles({ paths, transform }, streams);
}

const INDENT = ' '.repeat(10);

/** A vault as a YAML value, `name: !vault |` and the indented text; without a name, only the value. */
export function renderVaultString(vaultText: string, name?: string): string {
  const key = name === undefined ? '' : `${renderKey(name)}: `;
  const lines = vaultText.trimEnd().split('\n');
  return [`${key}!vault |`, ...lines.map((line) => INDENT + line), ''].join('\n');
}

const PLAIN_KEY = /^[A-Za-z_][\w.-]*$/;
const YAML_1_1_WORD = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

function renderKey(name: string): string {
  return PLAIN_KEY.test(name) && !YAML_1_1_WORD.test(name) ? name : JSON.stringify(name);
}

export interface NamedString {
  readonly name?: string | undefined;
  readonly value: string | Buffer;
}

/** YAML with each string as an inline vault under its name. An empty string is refused with VaultError `usage`. */
export function encryptStrings(strings: readonly NamedString[], secret: VaultSecret): string {
  return strings.map(({ name, value }) => encryptString(name, Buffer.from(value), secret)).join('');
}

function encryptString(name: string | undefined, value: Buffer, secret: VaultSecret): string {
  if (value.length === 0) throw new VaultError('usage', `${name ?? 'the string'} is empty; nothing was encrypted`);
  return renderVaultString(encryptVault(value, secret, secret.label), name);
}
