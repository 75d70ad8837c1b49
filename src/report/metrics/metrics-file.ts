import type { EngineEvent, RunStarted } from '../../engine/events.ts';
import { replaceFile } from '../replace-file.ts';
import type { Subscriber } from '../subscriber.ts';
import { renderMetrics } from './render-metrics.ts';

/** Replaces a metrics file when a run has ended. An aborted run leaves the file unchanged, which its timestamp shows. */
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
    // node_exporter runs as a different user
    else if (event.event === 'run.finished' && this.#started !== undefined)
      replaceFile(this.#path, renderMetrics(this.#started, event), { mode: 0o644 });
  }
}
