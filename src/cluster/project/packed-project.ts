import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

/** A file of a project: its content in Base64, or the target of a link. */
export type PackedFile =
  | { readonly path: string; readonly content: string; readonly isExecutable: boolean }
  | { readonly path: string; readonly link: string };

export interface PackedProject {
  /** Hash of the files, regardless of their order. */
  readonly hash: string;
  readonly content: Buffer;
}

export function packFiles(files: readonly PackedFile[]): PackedProject {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const text = JSON.stringify(sorted);
  return { hash: createHash('sha256').update(text).digest('hex'), content: gzipSync(text) };
}

export interface ProjectSource {
  readonly hash: string;
  readonly content: () => Promise<Buffer>;
}

/** Unpacks a project into a directory named by its hash, unless it exists, and returns the path. Rejects if the hash does not match. */
export async function unpackProject(
  directory: string,
  { hash, content }: ProjectSource,
  isThere: (path: string) => boolean,
): Promise<string> {
  const target = join(directory, hash);
  if (isThere(target)) return target;
  const text = gunzipSync(await content()).toString('utf8');
  if (createHash('sha256').update(text).digest('hex') !== hash) throw new Error(`the project ${hash} is damaged`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const partial = mkdtempSync(join(directory, 'partial-'));
  for (const file of JSON.parse(text) as PackedFile[]) write(partial, file);
  try {
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { recursive: true });
    // the worker of another job was first
    if (!isThere(target)) throw error;
  }
  return target;
}

function write(root: string, file: PackedFile): void {
  const path = join(root, file.path);
  mkdirSync(dirname(path), { recursive: true });
  if ('link' in file) symlinkSync(file.link, path);
  else {
    writeFileSync(path, Buffer.from(file.content, 'base64'), { mode: 0o600 });
    if (file.isExecutable) chmodSync(path, 0o700);
  }
}
