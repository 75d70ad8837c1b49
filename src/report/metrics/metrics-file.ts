import type { EngineEvent, RunStarted } from '../../engine/events.ts';
import { replaceFile } from '../replace-file.ts';
import type { Subscriber } from '../subscriber.ts';
import { renderMetrics } from './render-metrics.ts';

/** Replaces a file of metrics when a run has ended. One that breaks off leaves the file, whose time then tells of it. */
export class MetricsFile implements Subscriber {
  readonly name: string;
  readonly text = 'clean';
  readonly reads = new Set(['run.started', 'run.finished'] as const);
  readonly #path: string;
  #started: RunStarted | undefined;

  constructor(path: string) {
    this.name = `metrics in ${path}`;
    this.#path = path;
  }

  handle(event: EngineEvent): void {
    if (event.event === 'run.started') this.#started = event;
    // node_exporter runs as a user of its own
    else if (event.event === 'run.finished' && this.#started !== undefined)
      replaceFile(this.#path, renderMetrics(this.#started, event), { mode: 0o644 });
  }
}
