import { dictGet, dictHas } from './dict.ts';
import { formatFloat } from './format-number.ts';
import { PyError, refused, valueError } from './py-error.ts';
import { repr, reprFloat, str } from './repr.ts';
import { textLength } from './text.ts';
import { refuseUndefined } from './undefined.ts';
import { isDict, isFloat, isNumber, PyObject, toNumber, typeName } from './values.ts';
import { repeatText } from './stopwatch.ts';

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
    const shown = conversion === undefined ? value : conversion === 's' ? str(value) : repr(value);
    return formatValue(
      shown,
      (spec as string).replace(/\{([^{}]*)\}/g, (_, inner: string) => str(read(inner))),
    );
  });
}

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

const SPEC = /^(?:([^])?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;

/** `format(value, spec)` */
export function formatValue(value: unknown, spec: string): string {
  refuseUndefined(value);
  if (spec === '') return str(value);
  const match = SPEC.exec(spec);
  if (!match) throw valueError('Invalid format specifier');
  const [, fill, align, sign, alternate, zero, width, group, precision, type] = match;
  if (!isNumber(value) && typeof value !== 'string') {
    throw new PyError('TypeError', `unsupported format string passed to ${typeName(value)}.__format__`);
  }
  const parts = {
    sign,
    alternate: alternate !== undefined,
    group,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
  const isText = typeof value === 'string';
  const body = isText ? formatString(value, parts) : formatNumber(value, parts);
  const padding = {
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: align ?? (zero !== undefined ? '=' : isText ? '<' : '>'),
  };
  return pad(body, Number(width ?? 0), padding);
}

interface Parts {
  readonly sign: string | undefined;
  readonly alternate: boolean;
  readonly group: string | undefined;
  readonly precision: number | undefined;
  readonly type: string | undefined;
}

function formatString(value: string, { type, precision }: Parts): string {
  if (type !== undefined && type !== 's') throw valueError(`Unknown format code '${type}' for object of type 'str'`);
  return precision === undefined ? value : [...value].slice(0, precision).join('');
}

function formatNumber(value: unknown, parts: Parts): string {
  if (!isNumber(value)) throw refused('Only a text or a number can be formatted');
  const isInt = !isFloat(value) && !'eEfFgG%'.includes(parts.type ?? ' ');
  const text = isInt
    ? formatInt(BigInt(typeof value === 'bigint' ? value : toNumber(value)), parts)
    : formatAsFloat(toNumber(value), parts);
  const negative = text.startsWith('-');
  const digits = negative ? text.slice(1) : text;
  const sign = negative ? '-' : parts.sign === '+' || parts.sign === ' ' ? parts.sign : '';
  return sign + grouped(digits, parts.group);
}

function formatInt(value: bigint, { type = 'd', alternate, precision }: Parts): string {
  if (precision !== undefined) throw valueError('Precision not allowed in integer format specifier');
  const bases: Record<string, number> = { d: 10, n: 10, x: 16, X: 16, o: 8, b: 2 };
  if (type === 'c') return String.fromCodePoint(Number(value));
  const base = bases[type];
  if (base === undefined) throw valueError(`Unknown format code '${type}' for object of type 'int'`);
  const digits = (value < 0n ? -value : value).toString(base);
  const text = (value < 0n ? '-' : '') + (alternate && base !== 10 ? `0${type}` : '') + digits;
  return type === 'X' ? text.toUpperCase() : text;
}

function formatAsFloat(value: number, { type, precision, alternate }: Parts): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  if (type === '%') return `${sign}${formatFloat(size * 100, 'f', precision ?? 6)}%`;
  if (type === undefined && precision === undefined) return sign + reprFloat(size);
  if (type === undefined) {
    const text = formatFloat(size, 'g', precision ?? 6, alternate);
    return sign + (/^\d+$/.test(text) ? `${text}.0` : text);
  }
  if (!'eEfFgGn'.includes(type)) throw valueError(`Unknown format code '${type}' for object of type 'float'`);
  return sign + formatFloat(size, type === 'n' ? 'g' : type, precision ?? 6, alternate);
}

function grouped(digits: string, group: string | undefined): string {
  if (group === undefined) return digits;
  const [, whole = '', rest = ''] = /^(\d+)([^]*)$/.exec(digits) ?? [];
  return whole.replace(/\B(?=(\d{3})+$)/g, group) + rest;
}

function pad(text: string, width: number, { fill, align }: { fill: string; align: string }): string {
  const room = Math.max(0, width - textLength(text));
  if (align === '<') return text + repeatText(fill, room);
  if (align === '>') return repeatText(fill, room) + text;
  if (align === '^')
    return repeatText(fill, Math.floor(room / 2)) + text + repeatText(fill, room - Math.floor(room / 2));
  const [, sign = '', digits = ''] = /^([-+ ]?(?:0[xXob])?)([^]*)$/.exec(text) ?? [];
  return sign + repeatText(fill, room) + digits;
}
