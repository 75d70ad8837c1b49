import { lab } from './lab.ts';

/** All that a host is, one item a line (see vagrant/README.md); two are equal when nothing on it changed in between. */
export async function snapshot(host: string): Promise<readonly string[]> {
  const text = await lab('snapshot', host);
  return text.split('\n').filter((line) => line !== '');
}

/** The items of two snapshots that differ, as `- item` and `+ item`; compare with `[]`. */
export function snapshotDifference(before: readonly string[], after: readonly string[]): string[] {
  const had = new Set(before);
  const has = new Set(after);
  return [
    ...before.filter((line) => !has.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !had.has(line)).map((line) => `+ ${line}`),
  ];
}
