import type {
  EngineEvent,
  HandlerFinished,
  HostProblem,
  RunFinished,
  RunMode,
  RunStarted,
  TaskFinished,
} from '../../engine/events.ts';
import { isPlainResult } from '../text/is-plain-result.ts';
import type { OutputStream } from '../output-stream.ts';
import type { Subscriber } from '../subscriber.ts';

type Result = TaskFinished | HandlerFinished;

/** The document that `--output json` prints. `exitCode` is absent and `hosts` is empty if the run was aborted. */
export interface RunDocument {
  readonly version: 1;
  readonly run: string | null;
  readonly mode: RunMode;
  readonly playbook: string | null;
  readonly inventory: readonly string[];
  readonly hosts: RunFinished['hosts'];
  /** Results in chronological order; those that are ok or skipped without a message are omitted unless requested. */
  readonly tasks: readonly Result[];
  /** Results that failed and were neither ignored nor rescued. */
  readonly failures: readonly Result[];
  /** Hosts that were unusable. */
  readonly problems: readonly Omit<HostProblem, 'event'>[];
  /** Roles that did not run because of a failure elsewhere. */
  readonly blocked: readonly { readonly host: string; readonly role: string; readonly by: string | undefined }[];
  readonly next: readonly string[];
  readonly ms: number | null;
  readonly exitCode: number | null;
}

export interface JsonReporterOptions {
  readonly mode: RunMode;
  readonly withOk: boolean;
  readonly stdout: OutputStream;
}

/** Prints one JSON document when the run has ended, and nothing before. */
export class JsonReporter implements Subscriber {
  readonly name = 'JSON output';
  readonly text = 'faithful';
  readonly #options: JsonReporterOptions;
  readonly #results: Result[] = [];
  readonly #problems: RunDocument['problems'][number][] = [];
  readonly #blocked: RunDocument['blocked'][number][] = [];
  #started: RunStarted | undefined;
  #finished: RunFinished | undefined;

  constructor(options: JsonReporterOptions) {
    this.#options = options;
  }

  handle(event: EngineEvent): void {
    if (event.event === 'run.started') this.#started = event;
    else if (event.event === 'run.finished') this.#finished = event;
    else if (event.event === 'task.finished' || event.event === 'handler.finished') this.#addResult(event);
    else if (event.event === 'host.problem') this.#addProblem(event);
    else if (event.event === 'role.finished' && event.status === 'blocked')
      this.#blocked.push({ host: event.host, role: event.role, by: event.blockedBy });
  }

  close(): void {
    this.#options.stdout.write(`${JSON.stringify(this.#document(), null, 2)}\n`);
  }

  #addResult(result: Result): void {
    if (this.#options.withOk || !isPlainResult(result)) this.#results.push(result);
  }

  #addProblem({ host, problem, message, hint }: HostProblem): void {
    this.#problems.push({ host, problem, message, hint });
  }

  #document(): RunDocument {
    const [started, finished] = [this.#started, this.#finished];
    return {
      version: 1,
      run: started?.run ?? null,
      mode: started?.mode ?? this.#options.mode,
      playbook: started?.playbook ?? null,
      inventory: started?.inventory ?? [],
      hosts: finished?.hosts ?? {},
      tasks: this.#results,
      failures: this.#results.filter(({ status }) => status === 'failed'),
      problems: this.#problems,
      blocked: this.#blocked,
      next: finished?.next ?? [],
      ms: finished?.ms ?? null,
      exitCode: finished?.exitCode ?? null,
    };
  }
}
