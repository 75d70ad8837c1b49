/** Splits NUL-terminated fields into records of `width` fields. Names may contain anything except NUL. */
export function splitRecords(output: Buffer, width: number): string[][] {
  const fields = output.toString('utf8').split('\0');
  fields.pop();
  const records: string[][] = [];
  for (let i = 0; i + width <= fields.length; i += width) records.push(fields.slice(i, i + width));
  return records;
}

/** Splits at each `separator`. */
export function splitBuffer(buffer: Buffer, separator: string): Buffer[] {
  const mark = Buffer.from(separator);
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = buffer.indexOf(mark); at >= 0; at = buffer.indexOf(mark, from)) {
    parts.push(buffer.subarray(from, at));
    from = at + mark.length;
  }
  return [...parts, buffer.subarray(from)];
}
