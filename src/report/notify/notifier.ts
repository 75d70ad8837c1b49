import type { EngineEvent, RunFinished, RunStarted } from '../../engine/events.ts';
import type { Subscriber } from '../subscriber.ts';
import { composeNotice } from './notice.ts';
import type { FailureNotice, Notice } from './notice.ts';
import type { NotifyTarget, Reason } from './notify-target.ts';
import { nameOfTarget } from './notify-target.ts';
import { postJson } from './post-json.ts';
import { sendMail } from './send-mail.ts';

interface NotifierOptions {
  readonly target: NotifyTarget;
  /** Reasons for a notification; other runs are not reported. */
  readonly reasons: ReadonlySet<Reason>;
  readonly env: NodeJS.ProcessEnv;
}

const MOST_FAILURES = 10;

/** Sends one notification about the result of a run, when it has ended. */
export class Notifier implements Subscriber {
  readonly name: string;
  readonly text = 'clean';
  readonly reads = new Set([
    'run.started',
    'task.finished',
    'handler.finished',
    'host.problem',
    'run.finished',
  ] as const);
  readonly #options: NotifierOptions;
  readonly #failures: FailureNotice[] = [];
  readonly #beganMs = performance.now();
  #started: RunStarted | undefined;
  #finished: RunFinished | undefined;

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.name = nameOfTarget(options.target);
  }

  /** Skips the tasks that have not failed, which are most of them. */
  skim(event: EngineEvent): boolean {
    return event.event === 'task.finished' && event.status !== 'failed';
  }

  handle(event: EngineEvent): void {
    if (event.event === 'run.started') this.#started = event;
    else if (event.event === 'run.finished') this.#finished = event;
    else if (event.event === 'host.problem') this.#note({ host: event.host, message: event.message });
    else if ('failure' in event && event.failure !== undefined && event.status === 'failed')
      this.#note({ host: event.host, task: event.task.name, message: event.failure.message });
  }

  /** Rejects if the notification could not be sent. */
  async close(): Promise<void> {
    if (this.#started === undefined) return;
    const ms = this.#finished?.ms ?? Math.round(performance.now() - this.#beganMs);
    const heard = { started: this.#started, finished: this.#finished, failures: this.#failures, ms };
    const notice = composeNotice(heard);
    if (this.#options.reasons.has(notice.reason)) await this.#send(notice);
  }

  #note(failure: FailureNotice): void {
    if (this.#failures.length < MOST_FAILURES) this.#failures.push(failure);
  }

  #send(notice: Notice): Promise<void> {
    const { target, env } = this.#options;
    if (target.kind === 'mail') return sendMail(target.address, notice, env);
    const token = env['PROVISION_NOTIFY_TOKEN'];
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return postJson({ url: target.url, headers, body: notice });
  }
}
