import type { PlayPart } from '../../plan/play-graph.ts';
import { fileText } from '../../query/files/file-text.ts';
import type { Query } from '../../query/query.ts';
import { fileNameOf } from '../../values/file-name.ts';
import { quote } from '../../query/quote.ts';
import type { HostState } from '../host/host-state.ts';
import type { RunContext } from '../run-context.ts';
import type { Manifest, ManifestFile, OwnedResource } from './manifest.ts';
import { isSameManifest, parseManifest, renderManifest, renderManifestWrite } from './manifest.ts';
import { findOtherOwners } from './other-owners.ts';
import { OwnedResources } from './owned-resources.ts';
import { fileOf, placeKeys } from './place-keys.ts';
import type { EntryIdentity } from './project-scope.ts';
import { describeEntry, entryKey, manifestPath } from './project-scope.ts';
import { unclaimedOf } from './unclaimed.ts';

export interface EntryOwnershipOptions {
  readonly run: RunContext;
  readonly host: HostState;
  readonly part: PlayPart;
  /** Names that tasks of the playbook register. */
  readonly runDependent: ReadonlySet<string>;
  readonly equals: EqualEntries;
}

/** Where a resource's key leads; the key itself if it leads nowhere else. */
type PlaceOf = (key: string) => string;

/** Where the entries are that call the same role in the same way. */
export interface EqualEntries {
  /** One is still to come on this host: what this one does not declare, that one may. */
  readonly isLater: boolean;
  /** Another run, of other nodes, may have one. */
  readonly isElsewhere: boolean;
}

/**
 * The resources of one role entry on one host, from the reading of its manifest until the manifest is written again. Does nothing for parts
 * that own nothing: task lists, openings, and runs of selected tasks, which can't determine the undeclared resources.
 */
export class EntryOwnership {
  readonly #options: EntryOwnershipOptions;
  readonly #identity: EntryIdentity | undefined;
  #declarations: OwnedResources;
  /** What this host has declared earlier, and what no other host has. Set by `recall`, then by each write. */
  #before: Manifest = new Map();
  /** The content of the manifest on the host. Set by `recall`, then by each write. */
  #written: Manifest = new Map();
  /** The content of a manifest of an earlier version, which may belong to another project. Set by `recall`. */
  #unclaimed: Manifest = new Map();

  constructor(options: EntryOwnershipOptions) {
    this.#options = options;
    this.#identity = identityOf(options);
    this.#declarations = new OwnedResources(options.runDependent);
    if (options.equals.isElsewhere) this.#declarations.keepAll();
  }

  get declarations(): OwnedResources {
    return this.#declarations;
  }

  /** The queries of `recall`. */
  get queries(): Query[] {
    const identity = this.#identity;
    return identity ? [fileText(this.#pathOf(identity)), fileText(this.#unclaimedPathOf(identity))] : [];
  }

  async recall(): Promise<void> {
    const { part, host, run } = this.#options;
    const unclosed = part.entry && host.deferredRemoval.get(fileNameOf(part.entry.owner));
    if (!this.#identity) return;
    if (unclosed) {
      this.#before = unclosed.before;
      this.#written = unclosed.written;
      this.#declarations = unclosed.declarations;
    } else {
      await host.observe(this.queries);
      const [own, earlier] = this.queries.map((query) => parseManifest(host.answers.get(query) as Buffer | null));
      this.#read(own, earlier, run.adoptManifests);
    }
  }

  #read(own: ManifestFile | undefined, earlier: ManifestFile | undefined, isAdopted: boolean): void {
    const owned = own?.owned ?? new Map<string, OwnedResource>();
    this.#unclaimed = earlier?.owned ?? new Map<string, OwnedResource>();
    this.#written = isAdopted ? new Map([...this.#unclaimed, ...owned]) : owned;
    this.#before = new Map([...this.#written].filter(([, resource]) => this.#isFree(resource)));
  }

  /** Whether no other host of the inventory, which is then another name of this machine, has declared it. */
  #isFree(resource: OwnedResource): boolean {
    return this.#othersOf(resource).length === 0;
  }

  #othersOf({ hosts = [] }: OwnedResource): string[] {
    const { host, run } = this.#options;
    return hosts.filter((name) => name !== host.name && run.hostNames.has(name));
  }

  /** Shell code that lists resources before they are created, so that a crash leaves no unlisted resources. */
  widen(): string[] {
    return this.#write(this.#declarations.merged(this.#before));
  }

  /** The resources to remove: no longer declared here, and without another owner. */
  async undeclared(): Promise<[string, OwnedResource][]> {
    const { host, run } = this.#options;
    const asking = this.#identity;
    const gone = asking ? this.#declarations.gone(this.#before) : [];
    if (!asking || gone.length === 0) return [];
    const placeOf = await this.#findPlaces(gone.map(([key]) => key));
    const written = new Set([...this.#here].map(placeOf));
    const left = gone.filter(([key]) => !written.has(placeOf(key)));
    const keys = left.map(([key]) => key);
    const asked = [...new Set(keys.flatMap((key) => [key, placeOf(key)]))];
    const owners = new Map([
      ...(await findOtherOwners(host, { asking, keys: asked, entries: run.entries })),
      ...this.#declaredElsewhere(placeOf, asking),
    ]);
    const ownerOf = (key: string): EntryIdentity | undefined => owners.get(key) ?? owners.get(placeOf(key));
    for (const key of keys) {
      const owner = ownerOf(key);
      if (!owner) continue;
      run.sink({
        event: 'warning',
        host: host.name,
        message: `${nameOf(key)} is no longer declared by ${describeEntry(asking)}; it is kept, since ${describeEntry(owner)} declares it too`,
      });
    }
    return left.filter(([key]) => !ownerOf(key));
  }

  /** What this entry writes: a file that it no longer owns, or owns by another path, may be among it. */
  get #here(): ReadonlySet<string> {
    return new Set([...this.#declarations.written, ...this.#declarations.owned.keys()]);
  }

  /** Where the keys lead, and all others that may lead to the same files. */
  async #findPlaces(keys: readonly string[]): Promise<PlaceOf> {
    const { host } = this.#options;
    const names = new Set(keys.map(fileOf));
    const others = [...this.#here, ...host.declaredBy.keys()].filter((key) => names.has(fileOf(key)));
    const places = await placeKeys(host, [...keys, ...others]);
    return (key) => places.get(key) ?? key;
  }

  /** In check mode, other entries have not yet written their manifests. */
  #declaredElsewhere(placeOf: PlaceOf, asking: EntryIdentity): [string, EntryIdentity][] {
    return [...this.#options.host.declaredBy].flatMap(([key, declared]): [string, EntryIdentity][] => {
      const other = [...declared.values()].find((one) => entryKey(one) !== entryKey(asking));
      return other ? [[placeOf(key), other]] : [];
    });
  }

  /** Shell code for the end of the entry's tasks: reduces the manifest to the declared resources. */
  conclude(): string[] {
    const { part, host } = this.#options;
    const declarations = this.#declarations;
    if (this.#identity) this.#noteDeclared(this.#identity);
    if (!this.isContinued) return [...this.#write(declarations.final(this.#before)), ...this.#claim()];
    const owned = declarations.merged(this.#before);
    const commands = this.#write(owned);
    if (part.entry && this.#identity)
      host.deferredRemoval.set(fileNameOf(part.entry.owner), { before: owned, written: this.#written, declarations });
    return commands;
  }

  #noteDeclared(identity: EntryIdentity): void {
    const { declaredBy } = this.#options.host;
    for (const key of this.#here) {
      const entries = declaredBy.get(key) ?? new Map<string, EntryIdentity>();
      declaredBy.set(key, entries.set(entryKey(identity), identity));
    }
  }

  /** The role's closing, or an equal entry, declares further resources. */
  get isContinued(): boolean {
    const { part, equals } = this.#options;
    return equals.isLater || part.entry?.role.closing !== undefined;
  }

  #write(owned: Manifest): string[] {
    const identity = this.#identity;
    const whole = this.#withOthers(owned);
    if (!identity || isSameManifest(whole, this.#written)) return [];
    this.#before = owned;
    this.#written = whole;
    return [renderManifestWrite(this.#pathOf(identity), renderManifest(identity, whole))];
  }

  /** The resources of this host, and those of other names of this machine, each with its names. */
  #withOthers(owned: Manifest): Manifest {
    const { host } = this.#options;
    const others = [...this.#written].filter(([key, resource]) => !owned.has(key) && !this.#isFree(resource));
    const own = [...owned].map(([key, resource]): [string, OwnedResource] => {
      const names = this.#othersOf(this.#written.get(key) ?? resource);
      return [key, { ...resource, hosts: [...names, host.name].sort() }];
    });
    return new Map([
      ...others.map(([key, resource]): [string, OwnedResource] => [
        key,
        { ...resource, hosts: this.#othersOf(resource) },
      ]),
      ...own,
    ]);
  }

  /** Replaces an earlier version's manifest, once none of its resources could belong to another project. */
  #claim(): string[] {
    const { host, run } = this.#options;
    const identity = this.#identity;
    if (!identity || this.#unclaimed.size === 0) return [];
    const { isOurs, warning } = unclaimedOf(this.#unclaimed, this.#declarations.final(this.#unclaimed), {
      by: describeEntry(identity),
      path: this.#unclaimedPathOf(identity),
    });
    if (run.adoptManifests || isOurs) return [`rm -f -- ${quote(this.#unclaimedPathOf(identity))}`];
    if (warning !== undefined) run.sink({ event: 'warning', host: host.name, message: warning });
    return [];
  }

  #pathOf(identity: EntryIdentity): string {
    return manifestPath(this.#options.host.stateDirectory, identity);
  }

  /** The name of manifests in earlier versions: from the names of playbook and role only. */
  #unclaimedPathOf({ entry }: EntryIdentity): string {
    const [playbook = '', role = '', n = '1'] = entry;
    const id = `${playbook}/${role}${n === '1' ? '' : `#${n}`}`;
    return `${this.#options.host.stateDirectory}/manifests/${id.replace(/[^A-Za-z0-9._-]/g, '_')}.json`;
  }
}

function identityOf({ run, host, part }: EntryOwnershipOptions): EntryIdentity | undefined {
  const { entry } = part;
  const isPartial = run.tags.only.length > 0 || run.tags.skip.length > 0 || run.startAtTask !== undefined;
  if (!entry || entry.isOpening === true || run.mode === 'verify' || isPartial) return undefined;
  const { owner, isClosing } = entry;
  // an entry that was interrupted has not declared all of its resources
  if (isClosing === true && !host.deferredRemoval.has(fileNameOf(owner))) return undefined;
  return { ...run.scope, entry: owner.words };
}

const nameOf = (key: string): string => key.slice(key.indexOf(':') + 1);
