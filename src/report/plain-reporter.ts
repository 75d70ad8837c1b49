import type { EngineEvent } from '../engine/events.ts';
import type { EventFilter } from './events/mask-event.ts';
import type { Narrator } from './narrator.ts';
import { TOLD } from './narrator.ts';
import type { OutputStream } from './output-stream.ts';
import type { Subscriber } from './subscriber.ts';
import { fitLines } from './text/fit-lines.ts';

/** Writes the narrator's lines to a stream as they occur. */
export class PlainReporter implements Subscriber {
  readonly name = 'plain output';
  readonly text = 'clean';
  readonly reads = TOLD;
  readonly #narrator: Narrator;
  readonly #stdout: OutputStream;
  /** Lines that occurred during a prompt. Set by `suspend`, cleared by `resume`. */
  #held: string[] | undefined;

  constructor(narrator: Narrator, stdout: OutputStream) {
    this.#narrator = narrator;
    this.#stdout = stdout;
  }

  skim(event: EngineEvent, filter: EventFilter): boolean {
    return this.#narrator.skim(event, filter);
  }

  handle(event: EngineEvent): void {
    const told = this.#narrator.tell(event);
    const lines = event.event === 'trace' ? told : fitLines(told, this.#stdout.columns);
    if (this.#held) this.#held.push(...lines);
    else if (lines.length > 0) this.#stdout.write(`${lines.join('\n')}\n`);
  }

  /** Leaves the terminal to a prompt. */
  suspend(): void {
    this.#held ??= [];
  }

  resume(): void {
    const lines = this.#held ?? [];
    this.#held = undefined;
    if (lines.length > 0) this.#stdout.write(`${lines.join('\n')}\n`);
  }
}
