import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programVersion } from '../program-version.ts';

/** The version and, in a build, the hash of the build: workers only take jobs of their own version of the program. */
export function programId(): string {
  const [, hash] = /^program-(\w+)\.cjs$/.exec(basename(fileURLToPath(import.meta.url))) ?? [];
  return hash === undefined ? programVersion() : `${programVersion()}-${hash}`;
}
