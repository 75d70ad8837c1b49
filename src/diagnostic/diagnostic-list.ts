import { InvalidInput } from './diagnostic.ts';
import type { Diagnostic } from './diagnostic.ts';
import { isSilenced } from './silence.ts';

/** Where a stage puts what it finds; the stage goes on as far as it can. */
export class DiagnosticList {
  readonly #items = new Map<string, Diagnostic>();

  error(diagnostic: Omit<Diagnostic, 'severity'>): void {
    this.add({ ...diagnostic, severity: 'error' });
  }

  warning(diagnostic: Omit<Diagnostic, 'severity'>): void {
    this.add({ ...diagnostic, severity: 'warning' });
  }

  /** Adds a finding, unless it is a warning that a comment silences. The same one at the same place is kept once, as an error where it is one. */
  add(diagnostic: Diagnostic): void {
    if (isSilenced(diagnostic)) return;
    const { range } = diagnostic;
    const key = [diagnostic.code, diagnostic.summary, range?.source.path, range?.start].join('\0');
    const known = this.#items.get(key);
    if (known && (known.severity === 'error' || diagnostic.severity === 'warning')) return;
    this.#items.set(key, diagnostic);
  }

  addAll(diagnostics: Iterable<Diagnostic>): void {
    for (const each of diagnostics) this.add(each);
  }

  get items(): readonly Diagnostic[] {
    return [...this.#items.values()];
  }

  get hasErrors(): boolean {
    return this.items.some((d) => d.severity === 'error');
  }

  /** Throws `InvalidInput` with everything collected when there is at least one error. */
  throwIfErrors(): void {
    if (this.hasErrors) throw new InvalidInput(this.items);
  }
}
