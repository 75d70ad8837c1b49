import type { Writable } from 'node:stream';

/** The width of the terminal that a stream writes to; undefined without a terminal. */
export function widthOf(stream: Writable): number | undefined {
  const { columns } = stream as { readonly columns?: unknown };
  return typeof columns === 'number' && columns >= 20 ? columns : undefined;
}
