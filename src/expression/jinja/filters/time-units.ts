import { toPlainKwargs } from '../python/kwargs.ts';
import { typeError, valueError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { roundTo } from '../python/round.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { isNumber, makeFloat, toNumber } from '../python/values.ts';
import { filter } from './define.ts';

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

/** The names of a unit, and its length in milliseconds. */
const UNITS: readonly (readonly [names: string, milliseconds: number])[] = [
  ['ms msec msecs millisecond milliseconds', 1],
  ['s sec secs second seconds', SECOND],
  ['m min mins minute minutes', 60 * SECOND],
  ['h hour hours', 60 * 60 * SECOND],
  ['d day days', DAY],
  ['w week weeks', 7 * DAY],
];

const PART = /^(-?\d+)([a-z]+)$/;

/** The length of `1h 30m` in a unit, to 12 decimal places. `year` and `month`: their length in days. */
function toUnit(value: unknown, unit: unknown, kwargs: unknown): unknown {
  refuseUndefined(value);
  if (typeof value !== 'string') throw typeError('to_time_unit() takes a text such as 1h 30m');
  const { year = 365, month = 30, ...others } = toPlainKwargs(kwargs);
  if (Object.keys(others).length > 0) throw valueError('to_time_unit() knows the options year and month alone');
  if (!isNumber(year) || !isNumber(month)) throw typeError('year and month are numbers of days');
  const units = new Map(
    [
      ...UNITS,
      ['mo month months', toNumber(month) * DAY] as const,
      ['y year years', toNumber(year) * DAY] as const,
    ].flatMap(([names, milliseconds]) => names.split(' ').map((name): [string, number] => [name, milliseconds])),
  );
  const wanted = units.get(str(unit).trimEnd());
  if (wanted === undefined) throw valueError(`to_time_unit() does not know the unit ${str(unit)}`);
  const total = value.split(/\s+/).reduce((sum, part) => sum + partOf(part, units), 0);
  return makeFloat(roundTo(total / wanted, 12));
}

function partOf(part: string, units: ReadonlyMap<string, number>): number {
  if (part === '') return 0;
  const [, count, name = ''] = PART.exec(part) ?? [];
  const milliseconds = units.get(name);
  if (count === undefined || milliseconds === undefined) throw valueError('to_time_unit() cannot read the text');
  return Number(count) * milliseconds;
}

const FILTER_UNITS: readonly (readonly [filter: string, unit: string])[] = [
  ['to_milliseconds', 'ms'],
  ['to_seconds', 's'],
  ['to_minutes', 'm'],
  ['to_hours', 'h'],
  ['to_days', 'd'],
  ['to_weeks', 'w'],
  ['to_months', 'mo'],
  ['to_years', 'y'],
];

/** The filters for durations of community.general. */
export const TIME_UNIT_FILTERS = [
  filter('to_time_unit', 'unit? **options', (value, [unit = 'ms', kwargs]) => toUnit(value, unit, kwargs)),
  ...FILTER_UNITS.map(([name, unit]) => filter(name, '**options', (value, [kwargs]) => toUnit(value, unit, kwargs))),
];
