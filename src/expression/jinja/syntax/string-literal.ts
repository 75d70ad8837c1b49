import { JinjaSyntaxError } from './syntax-error.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const ESCAPE = /\\(?:(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})|([0-7]{1,3})|([xuUN])|([^]))/g;

/** Decodes a string literal between its quotes like Python: unknown escapes are kept. */
export function unescapeString(body: string, start: number): string {
  if (!body.includes('\\')) return body;
  return body.replace(ESCAPE, (all: string, hex?: string, octal?: string, bad?: string, other?: string) => {
    if (hex !== undefined) return fromCode(parseInt(hex.slice(1), 16), start, body.length);
    if (octal !== undefined) return String.fromCodePoint(parseInt(octal, 8));
    if (bad !== undefined)
      throw new JinjaSyntaxError(`The escape ${all} is cut short or not known`, spanOf(start, body.length));
    return SIMPLE[other ?? ''] ?? all;
  });
}

function fromCode(code: number, start: number, length: number): string {
  if (code > 0x10ffff) throw new JinjaSyntaxError('There is no such character', spanOf(start, length));
  return String.fromCodePoint(code);
}

const spanOf = (start: number, length: number): { start: number; end: number } => ({ start, end: start + length });
