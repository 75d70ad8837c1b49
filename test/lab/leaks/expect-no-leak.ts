import { appendFileSync } from 'node:fs';
import { expect } from '@jest/globals';
import { leaksIn, SECRET_KINDS, TRACES } from './secrets.ts';

/** Of a place that was searched; with PROVISION_LEAK_ROWS it becomes a line of the table in docs/reliability.md. */
export interface LeakRow {
  readonly where: string;
  readonly searched: string;
  readonly found: number;
}

export function noteRow({ where, searched, found }: LeakRow): void {
  const rows = process.env['PROVISION_LEAK_ROWS'];
  const row = { where, searched, secrets: SECRET_KINDS.length, 'traces looked for': TRACES.length, found };
  if (rows !== undefined) appendFileSync(rows, `${JSON.stringify(row)}\n`);
}

export function expectNoLeak(where: string, text: string): void {
  const found = leaksIn(text);
  noteRow({ where, searched: `${Math.ceil(text.length / 1024)} KB`, found: found.length });
  expect(found).toEqual([]);
}
