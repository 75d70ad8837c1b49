import type { Module } from '../module/contract.ts';
import { quote } from '../query/quote.ts';
import type { Rendering } from './render-task.ts';
import type { Task } from '../load/model.ts';

/** What one role entry has declared on a host, by resource key. Kept there in a root-only file. */
export type Manifest = ReadonlyMap<string, OwnedResource>;

export interface OwnedResource {
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

/** Collects what a role entry declares while its tasks are rendered. */
export class Declarations {
  readonly #owned = new Map<string, OwnedResource>();
  /** A task was passed over for a reason of this run (tags, a registered result): what it owns is not known to be gone. */
  #isComplete = true;
  readonly #registered: ReadonlySet<string>;

  /** `registered`: names that tasks of the playbook register, to tell them from variables. */
  constructor(registered: ReadonlySet<string>) {
    this.#registered = registered;
  }

  declare(task: Task, rendering: Rendering, notify: readonly string[]): void {
    if (rendering.kind === 'unknown' || rendering.kind === 'failed') this.#isComplete = false;
    if (rendering.kind === 'skipped' && this.#readsRegister(task)) this.#isComplete = false;
    if (rendering.kind !== 'ready') return;
    const { module, params, context } = rendering.ready;
    for (const { key, remove } of ownedBy(module, params, context))
      this.#owned.set(key, { module: remove.module, params: remove.params, notify });
  }

  /** Whether a condition depends on what happened in this run rather than on what was declared. */
  #readsRegister({ when }: Task): boolean {
    return when.some(({ identifiers }) => identifiers.some(({ name }) => this.#registered.has(name)));
  }

  get owned(): Manifest {
    return this.#owned;
  }

  /** What was declared before and is no longer; nothing where that can't be told. */
  gone(before: Manifest): [string, OwnedResource][] {
    return this.#isComplete ? [...before].filter(([key]) => !this.#owned.has(key)) : [];
  }

  /** What the host's manifest is to say now: until the end of the run of a role, what was owned before stays owned. */
  merged(before: Manifest): Manifest {
    return new Map([...before, ...this.#owned]);
  }

  /** What it is to say at the end. */
  final(before: Manifest): Manifest {
    return this.#isComplete ? this.#owned : this.merged(before);
  }
}

const ownedBy = (
  module: Exclude<Module, { kind: 'control' }>,
  params: unknown,
  context: Extract<Rendering, { kind: 'ready' }>['ready']['context'],
) => (module.kind === 'state' ? (module.owns?.(params as never, context) ?? []) : []);
