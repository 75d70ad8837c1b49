import { DICT_METHODS } from './methods-dict.ts';
import { LIST_METHODS, TUPLE_METHODS } from './methods-list.ts';
import { NUMBER_METHODS } from './methods-number.ts';
import { TEXT_METHODS } from './methods-text.ts';

/** The methods of texts, lists, mappings and numbers. */
export const METHOD_NAMES: readonly string[] = [
  ...new Set([TEXT_METHODS, LIST_METHODS, TUPLE_METHODS, DICT_METHODS, NUMBER_METHODS].flatMap((of) => [...of.keys()])),
];

/** Methods of Python that are refused with an explanation when they are called, and those of dates and times. */
const OTHERS: readonly string[] = (
  'maketrans translate to_bytes from_bytes as_integer_ratio conjugate hex fromhex fromkeys ' +
  'strftime isoformat timestamp total_seconds date time weekday isoweekday isocalendar timetuple utctimetuple ctime replace ' +
  'astimezone utcoffset tzname dst toordinal timetz now today combine fromisoformat'
).split(' ');

const KNOWN: ReadonlySet<string> = new Set([...METHOD_NAMES, ...OTHERS]);

export const isMethodName = (name: string): boolean => KNOWN.has(name) || name.startsWith('__');
