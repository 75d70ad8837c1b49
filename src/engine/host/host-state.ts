import { randomBytes } from 'node:crypto';
import type { HostTraits } from '../../module-api/module.ts';
import { Overlay } from '../../predict/overlay.ts';
import type { HostVariables } from '../../variables/host-variables.ts';
import type { Query } from '../../query/query.ts';
import { queryId } from '../../query/query.ts';
import type { Ahead } from '../../query/ahead.ts';
import { renderObservation } from '../../query/observation.ts';
import { QueryTimedOut } from '../../transport/session.ts';
import type { HostSession } from '../../transport/session.ts';
import { nameQueries } from './describe-queries.ts';
import { understand } from './not-understood.ts';
import type { DatedVariables } from '../variables/dated-variables.ts';
import { AnswerCache } from './answer-cache.ts';
import { HostActivity } from './host-activity.ts';
import { Tracer } from './tracer.ts';
import type { Ownership } from '../ownership/owned-resources.ts';
import type { EntryIdentity } from '../ownership/project-scope.ts';
import type { RoleCall } from '../../playbook/types.ts';
import type { DueHandlers } from '../handlers/due-handlers.ts';
import type { HostTally } from './host-tally.ts';

export interface Connected {
  readonly session: HostSession;
  readonly traits: HostTraits;
  readonly stateDirectory: string;
}

export interface ObserveOptions {
  /** Ask again even if the answers are known. */
  readonly fresh?: boolean;
  readonly timeoutMs?: number | undefined;
  /** Queries of later tasks, which are asked in the same round trip. */
  readonly ahead?: Ahead | undefined;
}

/** A host's variables, with the history of those that tasks set. */
export interface RunVariables extends HostVariables {
  readonly dynamic: DatedVariables;
}

/** The state of one host in a run. */
export class HostState {
  readonly name: string;
  readonly variables: RunVariables;
  readonly handlers: DueHandlers;
  readonly tally: HostTally;
  /** The host's current activity: set and cleared by the code that waits, read to report long waits. */
  readonly activity: HostActivity;
  readonly tracer: Tracer;
  readonly answers = new AnswerCache();
  /** What role entries own that have ended but for their closing or an equal entry to come, by the file names of their owners. */
  readonly deferredRemoval = new Map<string, Ownership>();
  /**
   * The entries that have declared a resource, by resource key and entry key. Set when an entry's tasks have ended, read before another
   * entry removes resources that it no longer declares; kept for the run.
   */
  readonly declaredBy = new Map<string, Map<string, EntryIdentity>>();
  /** IDs of queries that did not end in time when they were asked ahead: their tasks ask them. Added to by `noteSlow`, kept for the run. */
  readonly #slow = new Set<string>();
  /** The planned changes of the tasks so far, on top of the observed state. Kept for the whole run in check mode. */
  overlay: Overlay;
  /** The roles that have run in this play. Added to when one has ended, read before an equal call runs; cleared when a batch begins. */
  readonly roleCalls = new Set<RoleCall>();
  /** The task of `--start-at-task` has been met. */
  hasStarted = false;
  #connected: Connected | undefined;

  constructor(options: {
    readonly name: string;
    readonly variables: RunVariables;
    readonly handlers: DueHandlers;
    readonly tally: HostTally;
    readonly activity?: HostActivity;
    readonly tracer?: Tracer;
  }) {
    this.name = options.name;
    this.variables = options.variables;
    this.handlers = options.handlers;
    this.tally = options.tally;
    this.activity = options.activity ?? new HostActivity();
    this.tracer = options.tracer ?? new Tracer();
    this.overlay = this.planAnew();
  }

  get session(): HostSession {
    return this.#opened.session;
  }

  get traits(): HostTraits {
    return this.#opened.traits;
  }

  /** The host's directory for data that outlives a run: pending handlers, manifests. */
  get stateDirectory(): string {
    return this.#opened.stateDirectory;
  }

  get isConnected(): boolean {
    return this.#connected !== undefined;
  }

  setConnected(connected: Connected): void {
    this.#connected = connected;
  }

  get #opened(): Connected {
    if (!this.#connected) throw new Error(`${this.name} is not connected`);
    return this.#connected;
  }

  /**
   * Runs the queries whose answers are not known yet, in one round trip, together with queries ahead. If these do not end in time, they are left
   * to their tasks. Rejects with `QueryTimedOut`.
   */
  async observe(queries: Iterable<Query>, { fresh, timeoutMs, ahead }: ObserveOptions = {}): Promise<void> {
    const asked = fresh ? [...queries] : this.answers.missing(queries);
    const more = ahead && this.withoutSlow({ ...ahead, queries: this.answers.missing(ahead.queries) }, asked);
    if (more) {
      try {
        await this.#ask([...asked, ...more.queries], Math.min(timeoutMs ?? Infinity, more.seconds * 1000));
        return;
      } catch (error) {
        if (!(error instanceof QueryTimedOut)) throw error;
        this.noteSlow(more.queries);
      }
    }
    if (asked.length > 0) await this.#ask(asked, timeoutMs);
  }

  /** The queries to ask ahead of others: not those that are slow, or among the others. Undefined if there are none. */
  withoutSlow({ queries, seconds }: Ahead, others: readonly Query[]): Ahead | undefined {
    const needless = new Set([...this.#slow, ...others.map(queryId)]);
    const askable = queries.filter((query) => !needless.has(queryId(query)));
    return askable.length === 0 ? undefined : { queries: askable, seconds };
  }

  /** Leaves these queries to their tasks from now on: one of them takes too long. */
  noteSlow(queries: readonly Query[]): void {
    for (const query of queries) this.#slow.add(queryId(query));
  }

  async #ask(asked: readonly Query[], timeoutMs: number | undefined): Promise<void> {
    const observation = renderObservation(asked, newBoundary());
    const start = performance.now();
    const what = nameQueries(asked, (query) => this.tracer.isHidden(query));
    const observing = this.session.observe(observation.script, { timeoutMs, what, expectsNoPipes: true });
    const { stdout } = await this.activity.duringCall(`answering queries: ${what}`, observing);
    this.tracer.tellQueries(asked, Math.round(performance.now() - start));
    this.answers.put(understand(this.name, () => observation.parse(stdout)));
  }

  /** The same host from the view of a delegated task: plans of the delegating host do not affect it, and vice versa. */
  forDelegate(): HostState {
    const guest = new HostState(this);
    guest.setConnected(this.#opened);
    return guest;
  }

  /** Discards all answers after changes. */
  forget(): void {
    this.answers.drop();
    this.overlay = this.planAnew();
  }

  /** The observed state without plans. */
  planAnew(): Overlay {
    return new Overlay((query) => this.answers.get(query));
  }
}

/** A random separator, which does not occur in any content. */
export const newBoundary = (): string => randomBytes(16).toString('hex');
