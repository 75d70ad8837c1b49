import type { Identity } from '../values/file-name.ts';

/** A play of a playbook. */
export class PlayId implements Identity {
  /** Index among all plays that run, from 0. */
  readonly index: number;
  readonly #text: string;

  /** `text`: the name, made unique among the plays, such as `site#2`. */
  constructor(index: number, text: string) {
    this.index = index;
    this.#text = text;
  }

  get words(): readonly string[] {
    return [`${this.index}`];
  }

  toString(): string {
    return this.#text;
  }
}

/** A role as named by a playbook. The ID is stable as long as the order of the role's entries is. */
export class EntryId implements Identity {
  /** The playbook's name without its extension. */
  readonly playbook: string;
  readonly role: string;
  /** Number of the entry among those of its role, from 1. */
  readonly n: number;
  /** The task list of the role that runs: its opening, its tasks or its closing. */
  readonly phase: 'opening' | 'tasks' | 'closing';

  constructor(parts: Pick<EntryId, 'playbook' | 'role' | 'n'> & { readonly phase?: EntryId['phase'] }) {
    this.playbook = parts.playbook;
    this.role = parts.role;
    this.n = parts.n;
    this.phase = parts.phase ?? 'tasks';
  }

  /** The same entry in another phase. */
  in(phase: EntryId['phase']): EntryId {
    return new EntryId({ playbook: this.playbook, role: this.role, n: this.n, phase });
  }

  get words(): readonly string[] {
    return [this.playbook, this.role, `${this.n}`, ...(this.phase === 'tasks' ? [] : [this.phase])];
  }

  toString(): string {
    const entry = `${this.playbook}/${this.role}${this.n === 1 ? '' : `#${this.n}`}`;
    return this.phase === 'tasks' ? entry : `${entry}/${this.phase}`;
  }
}
