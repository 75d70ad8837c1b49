import { search } from 'jmespath';
import { refused } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { toData } from '../runtime/native.ts';
import { filter } from './define.ts';

function jsonQuery(value: unknown, query: string): unknown {
  refuseUndefined(value);
  try {
    return search(toData(value), query) ?? null;
  } catch (error) {
    throw refused(`json_query cannot answer ${query}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** `json_query` of community.general: JMESPath. */
export const QUERY_FILTERS = [filter('json_query', 'expr', (value, [expr]) => jsonQuery(value, str(expr)))];
