import type { EntryId, PlayId } from '../playbook/ids.ts';
import type { Identity } from '../values/file-name.ts';

export type PartKind = 'pre_tasks' | 'role' | 'tasks' | 'post_tasks';

/** A role's entry, or one of a play's own task lists. */
export class PartId implements Identity {
  readonly play: PlayId;
  /** Undefined for a task list of the play. */
  readonly entry: EntryId | undefined;
  readonly kind: PartKind;

  constructor(play: PlayId, kind: PartKind, entry?: EntryId) {
    this.play = play;
    this.entry = entry;
    this.kind = kind;
  }

  get words(): readonly string[] {
    return [...this.play.words, this.kind, ...(this.entry?.words ?? [])];
  }

  toString(): string {
    return this.entry?.toString() ?? `${this.play.toString()}/${this.kind}`;
  }
}

/** A part on one host. */
export class NodeId implements Identity {
  readonly part: PartId;
  readonly host: string;

  constructor(part: PartId, host: string) {
    this.part = part;
    this.host = host;
  }

  get words(): readonly string[] {
    return [...this.part.words, this.host];
  }

  toString(): string {
    return `${this.part.toString()}@${this.host}`;
  }
}
