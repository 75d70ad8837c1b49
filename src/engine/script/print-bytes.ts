import { quote } from '../../query/quote.ts';

/** A builtin command that prints exactly these bytes: literally if they are text, otherwise in octal. */
export function printBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\0') && Buffer.from(text).equals(bytes)) return `printf '%s' ${quote(text)}`;
  const octal = [...bytes].map((byte) =>
    isPlain(byte) ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`,
  );
  return `printf '${octal.join('')}'`;
}

/** Printable ASCII, except characters with a meaning in a quoted printf format, and a leading dash, which would start an option. */
const isPlain = (byte: number): boolean => byte >= 0x20 && byte < 0x7f && ![0x25, 0x27, 0x2d, 0x5c].includes(byte);
