import { createLogUpdate } from 'log-update';
import { divertWrites } from './divert-writes.ts';
import type { OutputStream } from '../output-stream.ts';

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';

/**
 * A terminal whose last lines are redrawn while permanent text is printed above them. Text that others write to stderr
 * is printed above them too. While suspended, text is held back and the terminal is available for a prompt.
 */
export class LiveScreen {
  readonly #stdout: OutputStream;
  readonly #stderr: OutputStream;
  readonly #update: ReturnType<typeof createLogUpdate>;
  readonly #showCursor = (): void => void this.#stdout.write(SHOW_CURSOR);
  #state: 'closed' | 'open' | 'suspended' = 'closed';
  #pending = '';
  #restoreStderr = (): void => undefined;

  constructor(stdout: OutputStream, stderr: OutputStream) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    // the library would hide the cursor by a write to stderr at each redraw
    this.#update = createLogUpdate(stdout, { showCursor: true });
  }

  open(): void {
    this.#state = 'open';
    this.#stdout.write(HIDE_CURSOR);
    process.once('exit', this.#showCursor);
    if (this.#stderr.isTTY) this.#restoreStderr = divertWrites(this.#stderr, (text) => this.#printForeign(text));
  }

  /** Prints permanent lines. */
  print(text: string): void {
    if (this.#state === 'closed') this.#stdout.write(text);
    else this.#pending += text;
  }

  /** Redraws the live lines; pending text is printed above them first. */
  draw(render: () => string[]): void {
    if (this.#state !== 'open') return;
    if (this.#pending !== '') {
      this.#update.clear();
      this.#flush();
    }
    this.#update(render().join('\n'));
  }

  /** Leaves the terminal alone until it is resumed. */
  suspend(): void {
    if (this.#state === 'open') this.#leave('suspended');
  }

  resume(): void {
    if (this.#state === 'suspended') this.open();
  }

  close(): void {
    if (this.#state === 'open') this.#leave('closed');
    this.#state = 'closed';
    this.#flush();
  }

  #leave(state: 'closed' | 'suspended'): void {
    this.#update.clear();
    this.#flush();
    this.#update.done();
    this.#restoreStderr();
    this.#showCursor();
    process.off('exit', this.#showCursor);
    this.#state = state;
  }

  #flush(): void {
    if (this.#pending !== '') this.#stdout.write(this.#pending);
    this.#pending = '';
  }

  #printForeign(text: string): void {
    const lines = text.replace(/^\n/, '');
    if (lines !== '') this.print(lines.endsWith('\n') ? lines : `${lines}\n`);
  }
}
