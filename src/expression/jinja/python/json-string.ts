import { valueError } from './py-error.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

/** Decodes the content of a JSON string between its quotes. */
export function unescapeJson(body: string): string {
  if (!body.includes('\\')) return body;
  return body.replace(/\\(?:u([\da-fA-F]{4})|([^]))/g, (_, code?: string, char = '') => {
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
    const meant = ESCAPES[char as string];
    if (meant === undefined) throw valueError('the text is not JSON');
    return meant;
  });
}
