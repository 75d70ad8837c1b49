import type { TaskFinished } from '../../engine/events.ts';
import { renderTable, type Cell } from './render-table.ts';
import { renderTaskTitle } from './render-task-title.ts';
import { StatusCount } from './status-count.ts';
import type { Style } from '../style/style.ts';

interface Row {
  readonly role: string;
  readonly host: string;
  readonly counts: StatusCount;
}

/** Collects the assertions of a verify run into a table: a row for each role and host, with the numbers of passed and failed ones. */
export class VerifyTable {
  readonly #rows = new Map<string, Row>();

  add({ task, host, status }: TaskFinished): void {
    const role = task.role ?? renderTaskTitle(task);
    const key = JSON.stringify([role, host]);
    const row = this.#rows.get(key) ?? { role, host, counts: new StatusCount() };
    this.#rows.set(key, row);
    row.counts.add(status);
  }

  render({ palette }: Style): string[] {
    if (this.#rows.size === 0) return [];
    const head = ['role', 'host', 'passed', 'failed', 'skipped'].map((text) => ({ text, paint: palette.strong }));
    const number = (value: number, paint: Cell['paint']): Cell => ({
      text: String(value),
      paint: value > 0 ? paint : palette.dim,
    });
    const rows = [...this.#rows.values()]
      .sort((a, b) => compare(a.role, b.role) || compare(a.host, b.host))
      .map(({ role, host, counts }) => [
        { text: role },
        { text: host },
        number(counts.of('ok') + counts.of('changed'), palette.good),
        number(counts.of('failed') + counts.of('ignored') + counts.of('rescued'), palette.bad),
        number(counts.of('skipped'), palette.dim),
      ]);
    return renderTable([head, ...rows], 2);
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
