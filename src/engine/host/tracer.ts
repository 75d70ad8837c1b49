import { renderObservation } from '../../query/observation.ts';
import type { Query } from '../../query/query.ts';
import { queryId } from '../../query/query.ts';
import type { EventSink, TaskLabel, Trace } from '../events.ts';
import { describeQueries } from './describe-queries.ts';

export interface TracerOptions {
  readonly host: string;
  readonly verbosity: number;
  readonly sink: EventSink;
  /** IDs of the queries of tasks with no_log. Shared by all hosts; filled by `hide`, kept for the run. */
  readonly hidden: Set<string>;
}

/** Reports details of the execution on a host, depending on the run's verbosity. Nothing is rendered without a reader. */
export class Tracer {
  readonly #options: TracerOptions | undefined;
  /** Parameters that have been reported, since tasks may be rendered several times. Kept for the run. */
  readonly #told = new Set<string>();

  constructor(options?: TracerOptions) {
    this.#options = options;
  }

  wants(level: Trace['level']): boolean {
    return this.#options !== undefined && this.#options.verbosity >= level;
  }

  /** Hides these queries. */
  hide(queries: readonly Query[]): void {
    for (const query of queries) this.#options?.hidden.add(queryId(query));
  }

  isHidden(query: Query): boolean {
    return this.#options?.hidden.has(queryId(query)) ?? false;
  }

  tell(
    level: Trace['level'],
    what: Trace['what'],
    render: () => Pick<Trace, 'text' | 'ms'> & { task?: TaskLabel },
  ): void {
    if (this.#options && this.wants(level))
      this.#options.sink({ event: 'trace', host: this.#options.host, level, what, ...render() });
  }

  /** Once for each text. */
  tellParams(task: TaskLabel, render: () => string): void {
    if (!this.wants(2)) return;
    const text = render();
    const key = `${task.id}\0${text}`;
    if (!this.#told.has(key)) this.tell(2, 'parameters', () => ({ task, text }));
    this.#told.add(key);
  }

  tellQueries(queries: readonly Query[], ms: number): void {
    if (!this.wants(2)) return;
    const shown = queries.filter((query) => !this.isHidden(query));
    if (shown.length === 0) return;
    this.tell(2, 'queries', () => ({ ms, text: describeQueries(shown) }));
    this.tell(3, 'script', () => ({ text: renderObservation(shown, 'BOUNDARY').script }));
  }
}
