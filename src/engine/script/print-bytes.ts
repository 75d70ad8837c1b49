import { quote } from '../../query/quote.ts';

/** A builtin command that prints exactly these bytes: as they are where they are text, in octal where they are not. */
export function printBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (!text.includes('\0') && Buffer.from(text).equals(bytes)) return `printf '%s' ${quote(text)}`;
  const octal = [...bytes].map((byte) =>
    isPlain(byte) ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`,
  );
  return `printf '${octal.join('')}'`;
}

/** Printable ASCII but for what means something in a quoted printf format, a dash at whose beginning would be an option. */
const isPlain = (byte: number): boolean => byte >= 0x20 && byte < 0x7f && ![0x25, 0x27, 0x2d, 0x5c].includes(byte);
