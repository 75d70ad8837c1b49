import { readInputs, STANDARD_STREAM, type VaultInput, type VaultStreams } from './read-inputs.ts';
import { VaultError } from './vault-error.ts';
import { writeFiles } from './write-files.ts';

export interface TransformFilesOptions {
  readonly paths: readonly string[];
  /** Where the result goes instead of into the file itself; `-` is standard output. */
  readonly output?: string | undefined;
  readonly transform: (content: Buffer) => string | Buffer;
  /** What comes of it is a secret: files that hold it are 0600, as ansible-vault leaves them. */
  readonly givesSecret?: boolean;
}

/**
 * Transforms each file in place, `-` from standard input to standard output. Nothing is written or printed before
 * every file has been transformed. Throws VaultError, led by the path that it is about.
 */
export async function transformFiles(options: TransformFilesOptions, streams: VaultStreams): Promise<void> {
  const { paths, output, transform, givesSecret: isSecret } = options;
  if (output !== undefined && paths.length > 1) throw new VaultError('usage', '--output takes one input file');
  const inputs = await readInputs(paths, streams);
  const results = inputs.map((input) => ({
    path: output ?? input.path,
    content: transformOne(input, transform),
    isSecret,
  }));
  await writeFiles(results.filter(({ path }) => path !== STANDARD_STREAM));
  for (const { path, content } of results) if (path === STANDARD_STREAM) streams.writeStdout(content);
}

/** What the transformation gives, its errors led by the input's path. */
export function transformOne<T>({ path, content }: VaultInput, transform: (content: Buffer) => T): T {
  try {
    return transform(content);
  } catch (error) {
    throw error instanceof VaultError ? error.about(path === STANDARD_STREAM ? 'standard input' : path) : error;
  }
}
