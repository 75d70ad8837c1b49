import { order } from '../python/compare.ts';
import { dictEntries, makeDict } from '../python/dict.ts';
import { refused } from '../python/py-error.ts';
import { repr } from '../python/repr.ts';
import { isDict, isList } from '../python/values.ts';
import { step } from '../python/stopwatch.ts';

const WIDTH = 80;

/** A value as printed by Python's pprint, with sorted keys, if it fits on one line. */
export function pprint(value: unknown): string {
  const text = repr(sorted(value));
  if (text.length <= WIDTH) return text;
  throw refused('pprint of what needs several lines is not known here', 'Write to_nice_json or to_nice_yaml.');
}

function sorted(value: unknown): unknown {
  step();
  if (isList(value)) return value.map(sorted);
  if (!isDict(value)) return value;
  return makeDict(
    dictEntries(value)
      .toSorted(([a], [b]) => order(a, b))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
