import { quote } from '../../query/quote.ts';
import { shell } from '../../query/shell.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import type { HostState } from '../host/host-state.ts';
import { parseManifest } from './manifest.ts';
import type { EntryIdentity } from './project-scope.ts';
import { entryKey, isSameScope, projectsDirectory } from './project-scope.ts';

export interface OwnersQuestion {
  /** The asking entry, whose own manifest does not count. */
  readonly asking: EntryIdentity;
  /** Resource keys. */
  readonly keys: readonly string[];
  /** The keys of this playbook's entries; manifests of removed entries do not count. */
  readonly entries: ReadonlySet<string>;
}

/** The other owners of resource keys on the host: other role entries, or other projects. */
export async function findOtherOwners(
  host: HostState,
  { asking, keys, entries }: OwnersQuestion,
): Promise<ReadonlyMap<string, EntryIdentity>> {
  if (keys.length === 0) return new Map();
  const query = manifestsListing(projectsDirectory(host.stateDirectory), keys);
  await host.observe([query], { fresh: true });
  const { stdout } = host.answers.get(query) as ShellAnswer;
  const owners = new Map<string, EntryIdentity>();
  for (const text of stdout.split(SEPARATOR)) {
    const { identity, owned } = parseManifest(text);
    if (!identity || !counts(identity, asking, entries)) continue;
    for (const key of keys) if (owned.has(key)) owners.set(key, identity);
  }
  return owners;
}

const counts = (owner: EntryIdentity, asking: EntryIdentity, entries: ReadonlySet<string>): boolean =>
  !isSameScope(owner, asking) || (entryKey(owner) !== entryKey(asking) && entries.has(entryKey(owner)));

/** A separator that occurs in no JSON text. */
const SEPARATOR = '\u0001';

/** Prints all manifests that contain one of the keys. */
function manifestsListing(directory: string, keys: readonly string[]): ReturnType<typeof shell> {
  const patterns = keys.map((key) => `-e ${quote(JSON.stringify(key))}`).join(' ');
  const script = [
    `for f in ${quote(directory)}/*/manifests/*.json; do`,
    `  [ ! -f "$f" ] || ! grep -qF ${patterns} -- "$f" || { cat -- "$f"; printf '\\001'; }`,
    'done',
  ].join('\n');
  return shell({ script, reads: [`tree:${directory}`] });
}
