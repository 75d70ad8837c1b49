import type { Syntax } from '../../expression/dialect.ts';
import type { OnDialect } from '../../playbook/files/note-dialect.ts';

/** The expression languages that each file uses. */
export class DialectList {
  readonly #ofFiles = new Map<string, Set<Syntax>>();

  readonly note: OnDialect = (path, syntax) => {
    this.#ofFiles.set(path, (this.#ofFiles.get(path) ?? new Set<Syntax>()).add(syntax));
  };

  /** One line per file, sorted by path: `ejs, jinja  playbooks/site.yml`. */
  render(): string {
    const rows = [...this.#ofFiles].map(([path, found]) => ({ path, syntax: [...found].sort().join(', ') }));
    const width = Math.max(0, ...rows.map(({ syntax }) => syntax.length));
    return rows
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ path, syntax }) => `${syntax.padEnd(width)}  ${path}\n`)
      .join('');
  }
}
