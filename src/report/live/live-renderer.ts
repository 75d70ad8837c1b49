import { Spinner, type ListrRenderer } from 'listr2';

/** The options of a live renderer. */
export interface LiveRendererOptions {
  readonly spinner: Spinner;
  /** Called about ten times per second while the tasks run. */
  readonly draw: () => void;
}

/** A renderer for listr2 that lets its options draw, since they know the roles and tasks of each host. */
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

/** A spinner for locales without Unicode. */
export class AsciiSpinner extends Spinner {
  protected override readonly spinner = ['-', '\\', '|', '/'];
}
