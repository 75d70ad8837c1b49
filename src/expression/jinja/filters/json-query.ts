import { search } from 'jmespath';
import { refused } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { dictEntries } from '../python/dict.ts';
import { step } from '../python/stopwatch.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { isDict, isList, isNumber, makeFloat } from '../python/values.ts';
import { toData } from '../runtime/native.ts';
import { filter } from './define.ts';

function jsonQuery(value: unknown, query: string): unknown {
  refuseUndefined(value);
  if (holdsOther(value))
    throw refused('json_query finds nothing in tuples, ranges and views of dicts: make them lists');
  try {
    const found: unknown = search(toData(value), query) ?? null;
    return AVERAGE.test(query) && typeof found === 'number' ? makeFloat(found) : found;
  } catch (error) {
    throw refused(`json_query cannot answer ${query}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** A query that ends with an average, which is always a float. */
const AVERAGE = /(^|\|)\s*avg\([^()]*\)\s*$/;

/** Whether the value contains something that is iterable in Python but not in JMESPath. */
function holdsOther(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || isNumber(value)) return false;
  step();
  if (isDict(value)) return dictEntries(value).some(([, item]) => holdsOther(item));
  return !isList(value) || value.some(holdsOther);
}

/** `json_query` of community.general: JMESPath. */
export const QUERY_FILTERS = [filter('json_query', 'expr', (value, [expr]) => jsonQuery(value, str(expr)))];
