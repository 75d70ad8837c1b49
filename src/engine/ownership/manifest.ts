import { quote } from '../../query/quote.ts';

/** What one role entry has declared on a host, by resource key. Kept there in a root-only file. */
export type Manifest = ReadonlyMap<string, OwnedResource>;

export interface OwnedResource {
  /** The module whose task has declared it; absent in manifests of earlier versions. */
  readonly by?: string | undefined;
  /** The module and parameters that remove it. */
  readonly module: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Handlers that its task notifies: its removal notifies them too. */
  readonly notify: readonly string[];
}

/** Reads a manifest. What is not one (absent, of another version, damaged) owns nothing. */
export function parseManifest(text: Buffer | null): Manifest {
  if (!text) return new Map();
  try {
    const { version, owned } = JSON.parse(text.toString('utf8')) as {
      version?: unknown;
      owned?: Record<string, OwnedResource>;
    };
    return version === 1 && owned ? new Map(Object.entries(owned)) : new Map();
  } catch {
    return new Map();
  }
}

/** A manifest as text that `parseManifest` reads. */
export function renderManifest(manifest: Manifest): string {
  const owned = Object.fromEntries([...manifest].sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ version: 1, owned }, null, 1)}\n`;
}

/** Shell that writes a manifest in one step. */
export function renderManifestWrite(path: string, manifest: Manifest): string {
  const directory = quote(path.slice(0, path.lastIndexOf('/')));
  return `(umask 077; [ -d ${directory} ] || mkdir -p ${directory}; printf '%s' ${quote(renderManifest(manifest))} > ${quote(`${path}.new`)} && mv -f ${quote(`${path}.new`)} ${quote(path)})`;
}
