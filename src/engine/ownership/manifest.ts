import { quote } from '../../query/quote.ts';
import type { EntryIdentity } from './project-scope.ts';

/** The resources that one role entry has declared on a host, by resource key. Stored on the host in a file that only root can read. */
export type Manifest = ReadonlyMap<string, OwnedResource>;

export interface OwnedResource {
  /** The module of the task that declared it; absent in manifests of earlier versions. */
  readonly by?: string | undefined;
  /** The unrendered name of that task; absent in manifests of earlier versions. */
  readonly task?: string | undefined;
  /** The module and parameters that remove the resource. */
  readonly module: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Handlers that its task notifies; the removal notifies them too. */
  readonly notify: readonly string[];
  /** The inventory names under which it was declared, since a machine may have several; absent in manifests of earlier versions. */
  readonly hosts?: readonly string[] | undefined;
}

export interface ManifestFile {
  /** Absent in manifests of earlier versions, which contain no project. */
  readonly identity?: EntryIdentity | undefined;
  readonly owned: Manifest;
}

const NOTHING: ManifestFile = { owned: new Map() };

/** Parses a manifest. An absent, damaged or incompatible manifest owns nothing. */
export function parseManifest(text: Buffer | string | null): ManifestFile {
  if (!text) return NOTHING;
  try {
    const read = JSON.parse(text.toString()) as { version?: unknown; owned?: Record<string, OwnedResource> };
    const { version, owned } = read;
    if ((version !== 1 && version !== 2) || !owned) return NOTHING;
    const found = new Map(Object.entries(owned));
    return version === 1 ? { owned: found } : { identity: identityIn(read), owned: found };
  } catch (error) {
    if (error instanceof SyntaxError) return NOTHING;
    throw error;
  }
}

function identityIn(read: Readonly<Record<string, unknown>>): EntryIdentity {
  const text = (name: string): string => (typeof read[name] === 'string' ? read[name] : '');
  return {
    project: text('project'),
    inventory: text('inventory'),
    playbook: text('playbook'),
    entry: Array.isArray(read['entry']) ? read['entry'].map(String) : [],
  };
}

/** A manifest as text that `parseManifest` reads. */
export function renderManifest({ project, inventory, playbook, entry }: EntryIdentity, manifest: Manifest): string {
  const owned = Object.fromEntries([...manifest].sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ version: 2, project, inventory, playbook, entry, owned }, null, 1)}\n`;
}

/** Whether two manifests list the same resources. */
export const isSameManifest = (a: Manifest, b: Manifest): boolean => listing(a) === listing(b);

const listing = (manifest: Manifest): string => JSON.stringify([...manifest].sort(([a], [b]) => (a < b ? -1 : 1)));

/** Shell code that writes a manifest atomically. */
export function renderManifestWrite(path: string, text: string): string {
  const directory = quote(path.slice(0, path.lastIndexOf('/')));
  const fresh = quote(`${path}.new`);
  const write = `printf '%s' ${quote(text)} > ${fresh} && mv -f ${fresh} ${quote(path)}`;
  return `(umask 077; [ -d ${directory} ] || mkdir -p ${directory}; ${write})`;
}
