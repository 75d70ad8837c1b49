import type { TaskLabel } from '../events.ts';

/** The task that an activity is for. */
export interface ActivityLabel {
  readonly task: TaskLabel;
  readonly item?: string | undefined;
}

/** What a host is busy with. */
export interface Activity {
  /** For people: `connecting`, `answering queries`; a task's own is `running`. */
  readonly what: string;
  readonly task?: TaskLabel | undefined;
  readonly item?: string | undefined;
  readonly startMs: number;
  /** Whom it waits for, where the host itself is not at work: `others` are told in their own right, a `person` sees what is asked. */
  readonly waitsFor?: 'others' | 'person' | undefined;
  /** The last line that its command has printed. */
  readonly line?: string | undefined;
}

export interface ActivityHandle {
  readonly end: () => void;
  readonly print: (line: string) => void;
}

type Running = { -readonly [Key in keyof Activity]: Activity[Key] };

/** What a host is busy with right now. Each activity is set by who waits for it, and cleared when that wait ends. */
export class HostActivity {
  /** Tasks and waits, one within the other: the last is the one under way. */
  readonly #works: Running[] = [];
  /** What was asked of the host's session, which does one after the other: the first is under way. */
  readonly #calls: Running[] = [];
  /** What stands before the call under way. Set and cleared by the session, as it comes to it. */
  #obstacle: { readonly what: string; readonly startMs: number } | undefined;

  /** What the others wait for. */
  get latest(): Activity | undefined {
    const current = this.#calls[0] ?? this.#works.at(-1);
    return current && this.#obstacle ? { ...current, line: undefined, ...this.#obstacle } : current;
  }

  /** Work that may hold other work. The returned function ends it. */
  begin(what: string, label?: ActivityLabel): ActivityHandle {
    return this.#add(this.#works, { what, ...(label ?? this.#label) });
  }

  /** Work of the session; it is for the task that is under way where nothing else is said, or for none. */
  call(what: string, label: ActivityLabel | 'none' | undefined = this.#label): ActivityHandle {
    return this.#add(this.#calls, { what, ...(label === 'none' ? {} : label) });
  }

  /** The same for as long as the work takes. */
  async duringCall<T>(what: string, work: Promise<T>): Promise<T> {
    const { end } = this.call(what);
    return work.finally(end);
  }

  /** A wait, for the task that is under way. */
  async during<T>(what: string, work: Promise<T>, waitsFor?: Activity['waitsFor']): Promise<T> {
    const { end } = this.#add(this.#works, { what, ...this.#label, waitsFor });
    return work.finally(end);
  }

  /** What the session comes up against before it can do what was asked; undefined: nothing any more. */
  readonly meet = (obstacle: string | undefined): void => {
    if (obstacle === this.#obstacle?.what) return;
    this.#obstacle = obstacle === undefined ? undefined : { what: obstacle, startMs: performance.now() };
  };

  get #label(): ActivityLabel | undefined {
    const { task, item } = this.#works.at(-1) ?? {};
    return task && { task, item };
  }

  #add(list: Running[], started: Omit<Running, 'startMs'>): ActivityHandle {
    const activity: Running = { ...started, startMs: performance.now() };
    list.push(activity);
    const end = (): void => {
      const at = list.indexOf(activity);
      if (at < 0) return;
      list.splice(at, 1);
      const [next] = list;
      if (list === this.#calls && at === 0 && next) next.startMs = performance.now();
    };
    return { end, print: (line) => (activity.line = line) };
  }
}
