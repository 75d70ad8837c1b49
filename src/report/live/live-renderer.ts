import { Spinner, type ListrRenderer } from 'listr2';

/** What a live renderer draws with. */
export interface LiveRendererOptions {
  readonly spinner: Spinner;
  /** Called some ten times a second while the tasks run. */
  readonly draw: () => void;
}

/** A renderer for listr2 that leaves to its options what is drawn: they know the roles and tasks below each host. */
export class LiveRenderer implements ListrRenderer {
  static readonly nonTTY = true;
  static rendererOptions: LiveRendererOptions;
  static rendererTaskOptions: never;
  readonly #options: LiveRendererOptions;

  constructor(_tasks: readonly unknown[], options: LiveRendererOptions) {
    this.#options = options;
  }

  render(): void {
    this.#options.spinner.start(this.#options.draw);
  }

  end(): void {
    this.#options.spinner.stop();
  }
}

/** Turns where the locale has no Unicode. */
export class AsciiSpinner extends Spinner {
  protected override readonly spinner = ['-', '\\', '|', '/'];
}
