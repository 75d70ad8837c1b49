import { dictGet, dictHas } from './dict.ts';
import { formatValue } from './format-spec.ts';
import { PyError, valueError } from './py-error.ts';
import { ascii, repr, str } from './repr.ts';
import { refuseUndefined } from './undefined.ts';
import { isDict, PyObject } from './values.ts';

const FIELD = /\{\{|\}\}|\{([^{}:!]*)(?:!([rsa]))?(?::((?:[^{}]|\{[^{}]*\})*))?\}|[{}]/g;

/** `str.format()`: `{}`, `{0}`, `{name.key[0]!r:>8}`. */
export function formatText(text: string, args: readonly unknown[], kwargs: unknown): string {
  let automatic = 0;
  const read = (field: string): unknown => {
    const [, head = '', path = ''] = /^([^.[]*)([^]*)$/.exec(field) ?? [];
    return walk(first(head === '' ? String(automatic++) : head, args, kwargs), path);
  };
  return text.replace(FIELD, (all, field?: string, conversion?: string, spec = '') => {
    if (all === '{{' || all === '}}') return all.charAt(0);
    if (field === undefined) throw valueError(`Single '${all}' encountered in format string`);
    const value = read(field);
    return formatValue(
      CONVERSIONS[conversion ?? '']?.(value) ?? value,
      (spec as string).replace(/\{([^{}]*)\}/g, (_, inner: string) => str(read(inner))),
    );
  });
}

const CONVERSIONS: Readonly<Record<string, (value: unknown) => string>> = { s: str, r: repr, a: ascii };

function first(head: string, args: readonly unknown[], kwargs: unknown): unknown {
  if (/^\d+$/.test(head)) {
    if (Number(head) < args.length) return args[Number(head)];
    throw new PyError('IndexError', 'Replacement index out of range for positional args tuple');
  }
  if (isDict(kwargs) && dictHas(kwargs, head)) return dictGet(kwargs, head);
  throw new PyError('KeyError', `format(): there is no argument ${head}`);
}

function walk(value: unknown, path: string): unknown {
  let at = value;
  for (const [, attr, index] of path.matchAll(/\.([^.[]+)|\[([^\]]*)\]/g)) {
    refuseUndefined(at);
    const key = index !== undefined && /^\d+$/.test(index) ? Number(index) : index;
    at = attr === undefined ? itemAt(at, key) : at instanceof PyObject ? at.attribute(attr) : undefined;
    if (at === undefined) throw new PyError('KeyError', 'format(): a key is missing');
  }
  return at;
}

function itemAt(holder: unknown, key: unknown): unknown {
  if (isDict(holder)) return dictGet(holder, key);
  return Array.isArray(holder) && typeof key === 'number' ? (holder as unknown[])[key] : undefined;
}
