import type { TaskLabel } from '../events.ts';

/** The task that an activity is for. */
export interface ActivityLabel {
  readonly task: TaskLabel;
  readonly item?: string | undefined;
}

/** The current activity of a host. */
export interface Activity {
  /** Display name: `connecting`, `answering queries`; `running` for a task. */
  readonly what: string;
  readonly task?: TaskLabel | undefined;
  readonly item?: string | undefined;
  readonly startMs: number;
  /** Who the host waits for, if it is idle: `others` are reported themselves, a `person` sees the prompt. */
  readonly waitsFor?: 'others' | 'person' | undefined;
  /** The last line that its command has printed. */
  readonly line?: string | undefined;
}

export interface ActivityHandle {
  readonly end: () => void;
  readonly print: (line: string) => void;
}

type Running = { -readonly [Key in keyof Activity]: Activity[Key] };

/** The current activities of a host. Each activity is set by the code that waits for it, and cleared when that wait ends. */
export class HostActivity {
  /** Nested tasks and waits; the last one is current. */
  readonly #works: Running[] = [];
  /** The calls to the host's session, which are processed one after the other; the first is current. */
  readonly #calls: Running[] = [];
  /** The obstacle of the current call. Set and cleared by the session. */
  #obstacle: { readonly what: string; readonly startMs: number } | undefined;

  /** What the other hosts wait for. */
  get latest(): Activity | undefined {
    const current = this.#calls[0] ?? this.#works.at(-1);
    return current && this.#obstacle ? { ...current, line: undefined, ...this.#obstacle } : current;
  }

  /** Starts an activity, which may contain others. The returned function ends it. */
  begin(what: string, label?: ActivityLabel): ActivityHandle {
    return this.#add(this.#works, { what, ...(label ?? this.#label) });
  }

  /** Starts an activity of the session, by default for the current task. */
  call(what: string, label: ActivityLabel | 'none' | undefined = this.#label): ActivityHandle {
    return this.#add(this.#calls, { what, ...(label === 'none' ? {} : label) });
  }

  /** The same, for the duration of the work. */
  async duringCall<T>(what: string, work: Promise<T>): Promise<T> {
    const { end } = this.call(what);
    return work.finally(end);
  }

  /** Starts a wait, for the current task. */
  async during<T>(what: string, work: Promise<T>, waitsFor?: Activity['waitsFor']): Promise<T> {
    const { end } = this.#add(this.#works, { what, ...this.#label, waitsFor });
    return work.finally(end);
  }

  /** Sets the obstacle that delays the session's call; undefined if there is none any more. */
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
