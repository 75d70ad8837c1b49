/** A value of a DER encoding (X.690). */
export interface DerValue {
  readonly tag: number;
  /** All bytes, including tag and length. */
  readonly bytes: Buffer;
  readonly content: Buffer;
}

/** The consecutive values in some bytes; undefined if they are not DER. */
export function readDer(bytes: Buffer): readonly DerValue[] | undefined {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length;) {
    const value = readValue(bytes.subarray(at));
    if (!value) return undefined;
    values.push(value);
    at += value.bytes.length;
  }
  return values;
}

function readValue(bytes: Buffer): DerValue | undefined {
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined) return undefined;
  const extra = first < 0x80 ? 0 : first & 0x7f;
  if (extra > 4 || bytes.length < 2 + extra) return undefined;
  const length = extra === 0 ? first : bytes.readUIntBE(2, extra);
  const end = 2 + extra + length;
  if (first === 0x80 || end > bytes.length) return undefined;
  return { tag, bytes: bytes.subarray(0, end), content: bytes.subarray(2 + extra, end) };
}
