import { toUnreadable } from '../controller/file-error.ts';
import { readGivenBytes } from '../controller/read-file.ts';
import { VaultError } from './vault-error.ts';

/** The standard streams of an operation, where a path is `-`. */
export interface VaultStreams {
  readonly readStdin: () => Promise<Buffer>;
  readonly writeStdout: (content: string | Buffer) => void;
}

export interface VaultInput {
  readonly path: string;
  readonly content: Buffer;
}

export const STANDARD_STREAM = '-';

/** Every input in full, `-` being standard input; throws VaultError `file`, or `usage` where `-` is named twice. */
export async function readInputs(paths: readonly string[], streams: VaultStreams): Promise<VaultInput[]> {
  if (paths.filter((path) => path === STANDARD_STREAM).length > 1) {
    throw new VaultError('usage', 'standard input (-) can be read only once');
  }
  const inputs: VaultInput[] = [];
  for (const path of paths) inputs.push({ path, content: await readInput(path, streams) });
  return inputs;
}

async function readInput(path: string, streams: VaultStreams): Promise<Buffer> {
  if (path === STANDARD_STREAM) return streams.readStdin();
  try {
    return readGivenBytes(path);
  } catch (error) {
    throw new VaultError('file', toUnreadable(path, error).message, { cause: error });
  }
}
