import { makeDict } from '../python/dict.ts';
import { valueError } from '../python/py-error.ts';

/** Decodes `+` and percent escapes; bytes that are not UTF-8 become the replacement character. */
export const unquoteUrl = (text: string): string =>
  text
    .replaceAll('+', ' ')
    .replace(/(?:%[\da-fA-F]{2})+/g, (escapes) => Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'));

/** The parts of a URL, or one of them, like Python's `urlsplit`. */
export function splitUrl(url: string, part: string): unknown {
  const cleaned = url.replace(/^[\0-\x20]+/, '').replace(/[\t\r\n]/g, '');
  const [, scheme = '', rest = ''] = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?([^]*)$/.exec(cleaned) ?? [];
  const [, netloc = '', tail = ''] = /^(?:\/\/([^/?#]*))?([^]*)$/.exec(rest) ?? [];
  const [, path = '', query = '', fragment = ''] = /^([^?#]*)(?:\?([^#]*))?(?:#([^]*))?$/.exec(tail) ?? [];
  const entries: [string, unknown][] = [
    ['fragment', fragment],
    ['hostname', hostOf(netloc)],
    ['netloc', netloc],
    ['password', userOf(netloc)[1]],
    ['path', path],
    ['port', portOf(netloc)],
    ['query', query],
    ['scheme', scheme.toLowerCase()],
    ['username', userOf(netloc)[0]],
  ];
  if (part === '') return makeDict(entries);
  const found = entries.find(([name]) => name === part);
  if (!found) throw valueError(`urlsplit: unknown URL component: ${part}`);
  return found[1];
}

const addressOf = (netloc: string): string => netloc.slice(netloc.lastIndexOf('@') + 1);

function hostOf(netloc: string): string | null {
  const address = addressOf(netloc);
  const host = /^\[([^\]]*)\]/.exec(address)?.[1] ?? address.replace(/:[^]*$/, '');
  return host === '' ? null : host.toLowerCase();
}

function portOf(netloc: string): number | null {
  const digits = /(?:^\[[^\]]*\]|^[^[:]*):([^]*)$/.exec(addressOf(netloc))?.[1] ?? '';
  if (digits === '') return null;
  if (!/^\d+$/.test(digits)) throw valueError('the port of the URL is no number');
  if (Number(digits) > 65_535) throw valueError('Port out of range 0-65535');
  return Number(digits);
}

function userOf(netloc: string): [name: string | null, password: string | null] {
  const at = netloc.lastIndexOf('@');
  if (at < 0) return [null, null];
  const [, name = '', password] = /^([^:]*)(?::([^]*))?$/.exec(netloc.slice(0, at)) ?? [];
  return [name, password ?? null];
}
