import type { EngineEvent } from '../engine/events.ts';
import { renderWarning } from './text/render-warning.ts';
import type { Style } from './style/style.ts';
import type { Subscriber } from './subscriber.ts';

/** Writes warnings to the log. */
export class WarningReporter implements Subscriber {
  readonly name = 'warnings';
  readonly text = 'clean';
  readonly reads = new Set(['warning'] as const);
  readonly #style: Style;
  readonly #log: (line: string) => void;

  constructor(style: Style, log: (line: string) => void) {
    this.#style = style;
    this.#log = log;
  }

  handle(event: EngineEvent): void {
    if (event.event === 'warning') this.#log(renderWarning(event, this.#style));
  }
}
