import type { TaskLabel } from '../events.ts';

/** What a host is busy with. */
export interface Activity {
  /** For people: `connecting`, `answering queries`; a task's is told by its name. */
  readonly what: string;
  readonly task?: TaskLabel | undefined;
  readonly item?: string | undefined;
  readonly startMs: number;
  /** The last line that its command has printed. */
  line?: string | undefined;
}

/** What a host is busy with right now. Each activity is set by who waits for it, and cleared when that wait ends. */
export class HostActivity {
  readonly #current: Activity[] = [];

  /** The one that was begun last: it is what the others wait for. */
  get latest(): Activity | undefined {
    return this.#current.at(-1);
  }

  /** The returned function ends it. */
  begin(what: string, label?: { readonly task: TaskLabel; readonly item?: string | undefined }): ActivityHandle {
    const activity: Activity = { what, ...label, startMs: performance.now() };
    this.#current.push(activity);
    const end = (): void => {
      const at = this.#current.indexOf(activity);
      if (at >= 0) this.#current.splice(at, 1);
    };
    return { end, print: (line) => (activity.line = line) };
  }

  async during<T>(what: string, work: Promise<T>): Promise<T> {
    const { end } = this.begin(what);
    return work.finally(end);
  }
}

export interface ActivityHandle {
  readonly end: () => void;
  readonly print: (line: string) => void;
}
