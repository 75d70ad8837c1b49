import type { Change, ModuleContext, Owned, Prediction, Writes } from '../../module-api/module.ts';
import { diffDirectory, predictDirectory, renderDirectory } from '../lib/directory-target.ts';
import type { PlacedFile } from '../lib/file-target.ts';
import { applyPlacedFile, diffPlacedFile, predictPlacedFile } from '../lib/file-target.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { predictUnchanged } from '../../module-api/unchanged.ts';
import { contentSums } from '../../module-api/content-sums.ts';
import type { FileContent, Step } from '../../module-api/step.ts';
import { describeStat } from '../lib/describe-stat.ts';
import type { Destination, FoundDestination, ResolvedDestination } from '../lib/destination.ts';
import { candidates, destinationQueries, directoriesOf, resolveDestination, trimSlash } from '../lib/destination.ts';

/** The delivery of a file to a destination, shared by `copy`, `template` and `get_url`. */
export interface DeliveredFile {
  readonly destination: Destination;
  readonly file: Omit<PlacedFile, 'path'>;
  /** False: an existing file is kept. */
  readonly force: boolean;
  /** A link at the destination is a failure and is not replaced. */
  readonly keepsLink?: boolean | undefined;
}

export function diffDelivered(delivered: DeliveredFile, found: FoundDestination): Change[] {
  const place = resolveDestination(delivered.destination, found);
  if (delivered.keepsLink && place.self.exists && place.self.type === 'link')
    throw new ModuleFailure(
      `${place.path} is a link, and follow is yes`,
      'Give dest the file that the link points to.',
    );
  if (!delivered.force && place.self.exists) return [];
  return [
    ...directories(place).flatMap((directory) =>
      diffDirectory(directory, { exists: false }).map((c) => ({
        ...c,
        attribute: `${c.attribute} of ${directory.path}`,
      })),
    ),
    ...diffPlacedFile({ ...delivered.file, path: place.path }, place),
  ];
}

export function applyDelivered(delivered: DeliveredFile, found: FoundDestination): Step[] {
  const place = resolveDestination(delivered.destination, found);
  const made = directories(place).flatMap((directory) => renderDirectory(directory, { exists: false }));
  return [
    ...(made.length > 0 ? [{ kind: 'run', script: made.join(' &&\n') } as const] : []),
    ...applyPlacedFile({ ...delivered.file, path: place.path }, place),
  ];
}

export function predictDelivered(
  delivered: DeliveredFile,
  found: FoundDestination,
  context: ModuleContext,
): Prediction[] {
  const place = resolveDestination(delivered.destination, found);
  return [
    ...predictUnchanged(...Object.values(destinationQueries(delivered.destination)).flat()),
    ...directories(place).flatMap((directory) => predictDirectory(directory, { exists: false }, context)),
    ...predictPlacedFile({ ...delivered.file, path: place.path }, place, context),
  ];
}

const directories = ({ missing }: ResolvedDestination) => missing.map((path) => ({ path, attributes: {} }));

export const writesDelivered = (destination: Destination): Writes => ({
  keys: [...candidates(destination), ...(destination.dest.endsWith('/') ? directoriesOf(destination) : [])].map(
    (path) => `file:${path}`,
  ),
});

/** The possible paths of the file; an existing directory is never replaced by it. */
export const ownsDelivered = (destination: Destination): Owned[] =>
  (destination.dest.endsWith('/') ? candidates(destination).slice(1) : candidates(destination)).map((path) => ({
    key: `file:${path}`,
    remove: { module: 'file', params: { path, state: 'absent', keep_directory: true } },
  }));

/** Registered fields of a delivered file. */
export function describeDelivered(
  { destination, file }: DeliveredFile,
  found: FoundDestination,
): Record<string, unknown> {
  const place = resolveDestination(destination, found);
  return {
    dest: place.path,
    ...sumsOf(file.content),
    ...describeStat(place.self),
  };
}

/** For a file from the host itself, only the SHA-256 is known. */
function sumsOf(content: FileContent): Record<string, string> {
  if (content.kind === 'bytes') return contentSums(content.bytes);
  return content.kind === 'local' && content.sha1 !== undefined ? { checksum: content.sha1 } : {};
}

export const baseName = (path: string): string => trimSlash(path).split('/').at(-1) ?? '';
