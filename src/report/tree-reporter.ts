import { Listr, Spinner } from 'listr2';
import type { EngineEvent } from '../engine/events.ts';
import { AsciiSpinner, LiveRenderer } from './live/live-renderer.ts';
import { LiveScreen } from './live/live-screen.ts';
import { LiveState } from './live/live-state.ts';
import type { Narrator } from './narrator.ts';
import type { OutputStream } from './output-stream.ts';
import { renderLive } from './live/render-live.ts';
import type { Style } from './style/style.ts';
import type { Subscriber } from './subscriber.ts';
import { fitLines } from './text/fit-lines.ts';

export interface TreeReporterOptions {
  readonly narrator: Narrator;
  readonly style: Style;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

/** Draws a run as a live tree at the end of the terminal, and prints relevant results permanently above it. */
export class TreeReporter implements Subscriber {
  readonly name = 'live output';
  readonly text = 'clean';
  readonly #options: TreeReporterOptions;
  readonly #screen: LiveScreen;
  readonly #state = new LiveState(() => performance.now());
  readonly #spinner: Spinner;
  readonly #ends = new Map<string, () => void>();
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: TreeReporterOptions) {
    this.#options = options;
    this.#screen = new LiveScreen(options.stdout, options.stderr);
    this.#spinner = options.style.symbols.dot === '-' ? new AsciiSpinner() : new Spinner();
  }

  handle(event: EngineEvent): void {
    this.#state.handle(event);
    if (event.event === 'run.finished') this.#stop();
    const told = this.#options.narrator.tell(event);
    const lines = event.event === 'trace' ? told : fitLines(told, this.#options.stdout.columns);
    if (lines.length > 0) this.#screen.print(`${lines.join('\n')}\n`);
    if (event.event === 'run.started') this.#start(event.hosts);
    if (event.event === 'host.finished') this.#ends.get(event.host)?.();
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#running;
  }

  /** Frees the terminal for a prompt; output is held back until it is resumed. */
  suspend(): void {
    this.#screen.suspend();
  }

  resume(): void {
    this.#screen.resume();
  }

  #start(hosts: readonly string[]): void {
    const tasks = hosts.map((title) => {
      const ended = new Promise<void>((resolve) => this.#ends.set(title, resolve));
      return { title, task: () => ended };
    });
    const rendererOptions = { spinner: this.#spinner, draw: () => this.#draw() };
    const options = { concurrent: true, exitOnError: false, registerSignalListeners: false } as const;
    this.#screen.open();
    this.#running = new Listr(tasks, { ...options, renderer: LiveRenderer, rendererOptions }).run();
  }

  #stop(): void {
    for (const end of this.#ends.values()) end();
    this.#screen.close();
  }

  #draw(): void {
    const { stdout, style } = this.#options;
    const { columns = 80, rows = 24 } = stdout;
    this.#screen.draw(() => renderLive(this.#state, { style, spinner: this.#spinner.fetch(), columns, rows }));
  }
}
