import type { EngineEvent, RunStarted } from '../../engine/events.ts';
import { renderJunit, type JunitCase } from './render-junit.ts';
import type { Style } from '../style/style.ts';
import type { Subscriber } from '../subscriber.ts';
import { replaceFile } from '../replace-file.ts';

/** Writes the run as JUnit XML when it has ended; an aborted run with its results so far. */
export class JunitFile implements Subscriber {
  readonly name: string;
  readonly text = 'clean';
  readonly #path: string;
  readonly #style: Style;
  readonly #cases = new Map<string, JunitCase[]>();
  readonly #startMs = performance.now();
  #started: RunStarted | undefined;
  #isWritten = false;

  constructor(path: string, style: Style) {
    this.name = `JUnit in ${path}`;
    this.#path = path;
    this.#style = style;
  }

  handle(event: EngineEvent): void {
    if (event.event === 'run.started') this.#start(event);
    else if (event.event === 'task.finished' || event.event === 'handler.finished' || event.event === 'host.problem')
      this.#add(event);
    else if (event.event === 'role.finished' && event.status === 'blocked') this.#add(event);
    else if (event.event === 'run.finished') this.#write(event.ms);
  }

  close(): void {
    if (!this.#isWritten) this.#write(performance.now() - this.#startMs);
  }

  #start(event: RunStarted): void {
    this.#started = event;
    for (const host of event.hosts) this.#cases.set(host, []);
  }

  #add(one: JunitCase): void {
    const cases = this.#cases.get(one.host) ?? [];
    this.#cases.set(one.host, cases);
    cases.push(one);
  }

  #write(ms: number): void {
    replaceFile(this.#path, renderJunit({ started: this.#started, ms, cases: this.#cases }, this.#style));
    this.#isWritten = true;
  }
}
