import { truth } from '../python/compare.ts';
import { parseFloatText } from '../python/parse-number.ts';
import { refused, typeError, valueError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { strftime } from '../python/strftime.ts';
import { strptime } from '../python/strptime.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { isNumber, toNumber, typeName } from '../python/values.ts';
import { filter } from './define.ts';

function formatTime(value: unknown, seconds: unknown, isUtc: boolean): string {
  refuseUndefined(value);
  if (typeof value !== 'string') throw typeError(`strftime takes a format, not ${typeName(value)}`);
  if (seconds === null)
    throw refused(
      'strftime of now would give another value each time',
      'Give it the seconds, as of ansible_date_time.epoch.',
    );
  refuseUndefined(seconds);
  const number = typeof seconds === 'string' ? parseFloatText(seconds) : isNumber(seconds) ? seconds : undefined;
  if (number === undefined) throw valueError('strftime takes seconds since 1970');
  return strftime(value, { date: new Date(Math.floor(toNumber(number)) * 1000), zone: isUtc ? 'GMT' : 'local' });
}

function toDateTime(value: unknown, format: unknown): unknown {
  refuseUndefined(value);
  if (typeof value !== 'string') throw typeError(`to_datetime takes a text, not ${typeName(value)}`);
  return strptime(value, str(format));
}

/** Ansible's filters for dates. */
export const DATE_FILTERS = [
  filter('strftime', 'second? utc?', (value, [seconds = null, utc = false]) => formatTime(value, seconds, truth(utc))),
  filter('to_datetime', 'format?', (value, [format = '%Y-%m-%d %H:%M:%S']) => toDateTime(value, format)),
];
