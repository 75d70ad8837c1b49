import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programVersion } from '../program-version.ts';

/** The version, and where it was built the hash of what was built: workers take jobs of their own program only. */
export function programId(): string {
  const [, hash] = /^program-(\w+)\.cjs$/.exec(basename(fileURLToPath(import.meta.url))) ?? [];
  return hash === undefined ? programVersion() : `${programVersion()}-${hash}`;
}
