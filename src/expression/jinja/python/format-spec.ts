import { formatFloat, shortestWithPoint } from './format-number.ts';
import { PyError, valueError } from './py-error.ts';
import { reprFloat, str } from './repr.ts';
import { repeatText } from './stopwatch.ts';
import { charsOf, textLength } from './text.ts';
import { refuseUndefined } from './undefined.ts';
import { isFloat, isNumber, toNumber, typeName } from './values.ts';

const SPEC = /^(?:([^])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;

/** The parts of a format specification. */
interface Spec {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string | undefined;
  readonly coerce: boolean;
  readonly alternate: boolean;
  readonly width: number;
  readonly group: string | undefined;
  readonly precision: number | undefined;
  readonly type: string | undefined;
}

/** `format(value, spec)` */
export function formatValue(value: unknown, spec: string): string {
  refuseUndefined(value);
  if (spec === '') return str(value);
  if (typeof value === 'string') return formatString(value, readSpec(spec, '<'));
  if (!isNumber(value))
    throw new PyError('TypeError', `unsupported format string passed to ${typeName(value)}.__format__`);
  return formatNumber(value, readSpec(spec, '>'));
}

function readSpec(text: string, usual: '<' | '>'): Spec {
  const match = SPEC.exec(text);
  if (!match) throw valueError('Invalid format specifier');
  const [, fill, align, sign, coerce, alternate, zero, width, group, precision, type] = match;
  const isFilled = fill === undefined && zero !== undefined;
  return {
    fill: fill ?? (isFilled ? '0' : ' '),
    align: align ?? (isFilled && usual === '>' ? '=' : undefined),
    sign,
    coerce: coerce !== undefined,
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    group,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

function formatString(value: string, spec: Spec): string {
  const { type, precision, sign, alternate, coerce, group, align } = spec;
  if (type !== undefined && type !== 's') throw valueError(`Unknown format code '${type}' for object of type 'str'`);
  if (group !== undefined) throw valueError(`Cannot specify '${group}' with 's'.`);
  if (sign !== undefined || alternate || coerce || align === '=')
    throw valueError('Signs, # and = are not allowed in the format of a text');
  return pad(precision === undefined ? value : charsOf(value).slice(0, precision).join(''), '', {
    ...spec,
    align: align ?? '<',
  });
}

function formatNumber(value: Parameters<typeof toNumber>[0], spec: Spec): string {
  const { group, type } = spec;
  const isForm = type === undefined || 'deEfFgG%'.includes(type);
  if (group !== undefined && !isForm && !(group === '_' && 'boxX'.includes(type)))
    throw valueError(`Cannot specify '${group}' with '${type}'.`);
  const isInt = !isFloat(value) && !'eEfFgG%'.includes(type ?? ' ');
  const [isNegative, prefix, digits] = isInt
    ? formatInt(BigInt(typeof value === 'bigint' ? value : toNumber(value)), spec)
    : formatAsFloat(toNumber(value), spec);
  const sign = isNegative ? '-' : spec.sign === '+' || spec.sign === ' ' ? spec.sign : '';
  const head = sign + prefix;
  const isZeroFilled = spec.fill === '0' && spec.align === '=';
  return pad(grouped(digits, spec, isZeroFilled ? spec.width - head.length : 0), head, {
    ...spec,
    align: spec.align ?? '>',
  });
}

type Written = readonly [isNegative: boolean, prefix: string, digits: string];

const BASES: Readonly<Record<string, number>> = { d: 10, n: 10, x: 16, X: 16, o: 8, b: 2 };

function formatInt(value: bigint, { type = 'd', alternate, precision, coerce, sign }: Spec): Written {
  if (precision !== undefined) throw valueError('Precision not allowed in integer format specifier');
  if (coerce) throw valueError('z is not allowed in the format of an int');
  if (type === 'c') return character(value, sign !== undefined || alternate);
  const base = BASES[type];
  if (base === undefined) throw valueError(`Unknown format code '${type}' for object of type 'int'`);
  const digits = (value < 0n ? -value : value).toString(base);
  const prefix = alternate && base !== 10 ? `0${type}` : '';
  return [value < 0n, prefix, type === 'X' ? digits.toUpperCase() : digits];
}

function character(value: bigint, hasMore: boolean): Written {
  if (hasMore) throw valueError("Signs and # are not allowed with 'c'");
  if (value < 0n || value > 0x10ffffn) throw new PyError('OverflowError', '%c arg not in range(0x110000)');
  return [false, '', String.fromCodePoint(Number(value))];
}

function formatAsFloat(value: number, spec: Spec): Written {
  const text = floatText(Math.abs(value), spec);
  const isZero = !/[1-9a-z]/i.test(text.replace(/e.*/i, ''));
  const isNegative = value < 0 || Object.is(value, -0);
  return [isNegative && !(spec.coerce && isZero), '', text];
}

function floatText(size: number, { type, precision, alternate }: Spec): string {
  if (type === undefined && precision === undefined) return alternate ? shortestWithPoint(size) : reprFloat(size);
  if (type === undefined) return formatFloat(size, 'g', precision ?? 6, { alternate, untyped: true });
  if (type === '%') return `${formatFloat(size * 100, 'f', precision ?? 6, { alternate })}%`;
  if (!'eEfFgGn'.includes(type)) throw valueError(`Unknown format code '${type}' for object of type 'float'`);
  return formatFloat(size, type === 'n' ? 'g' : type, precision ?? 6, { alternate });
}

/** The digits before the point in groups, padded with zeros to a width. */
function grouped(text: string, { group, type }: Spec, width: number): string {
  if (group === undefined) return text;
  const size = type !== undefined && 'boxX'.includes(type) ? 4 : 3;
  const [, whole = '', rest = ''] = (size === 4 ? /^([\da-f]+)()$/i : /^(\d+)([^]*)$/).exec(text) ?? ['', '', text];
  if (whole === '') return text;
  const room = width - textLength(rest);
  let count = Math.max(whole.length, Math.floor((room * size) / (size + 1)));
  while (count + Math.floor((count - 1) / size) < room) count++;
  const filled = repeatText('0', count - whole.length) + whole;
  const pieces: string[] = [];
  for (let end = filled.length; end > 0; end -= size) pieces.unshift(filled.slice(Math.max(0, end - size), end));
  return pieces.join(group) + rest;
}

function pad(body: string, head: string, { fill, align, width }: Spec): string {
  const room = Math.max(0, width - textLength(body) - head.length);
  if (align === '=') return head + repeatText(fill, room) + body;
  const left = align === '<' ? 0 : align === '^' ? Math.floor(room / 2) : room;
  return repeatText(fill, left) + head + body + repeatText(fill, room - left);
}
