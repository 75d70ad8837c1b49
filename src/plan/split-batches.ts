/** Splits a play's hosts into the batches of `serial`: a list of sizes or percentages, of which the last one repeats. */
export function splitBatches(hosts: readonly string[], serial: readonly (number | string)[]): string[][] {
  if (serial.length === 0) return [[...hosts]];
  const batches: string[][] = [];
  for (let from = 0; from < hosts.length;) {
    const size = batchSize(serial[Math.min(batches.length, serial.length - 1)] ?? hosts.length, hosts.length);
    batches.push(hosts.slice(from, from + size));
    from += size;
  }
  return batches;
}

function batchSize(size: number | string, total: number): number {
  const percentage = typeof size === 'string' && size.endsWith('%') ? Number(size.slice(0, -1)) : undefined;
  const count = percentage === undefined ? Number(size) : Math.floor((total * percentage) / 100);
  return Math.max(1, Math.floor(count));
}
