/** By host, what tasks of earlier jobs have set, in the order of the jobs. */
export type HandedOn = Readonly<Record<string, readonly unknown[]>>;

/** Joins what several jobs have handed on, as JSON each. */
export function joinValues(contents: readonly string[]): HandedOn {
  const values: Record<string, unknown[]> = {};
  for (const content of contents)
    for (const [host, own] of Object.entries(JSON.parse(content) as Record<string, unknown[]>))
      values[host] = [...(values[host] ?? []), ...own];
  return values;
}
