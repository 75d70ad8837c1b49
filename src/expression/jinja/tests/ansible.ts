import { equals, truth } from '../python/compare.ts';
import { dictGet, dictHas, hashOf } from '../python/dict.ts';
import { contains } from '../python/compare.ts';
import { itemsOf } from '../python/iterate.ts';
import { typeError } from '../python/py-error.ts';
import { matchesAtStart, search } from '../python/regex-match.ts';
import { str } from '../python/repr.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { isDict, isList } from '../python/values.ts';
import { patternOf } from '../filters/regex.ts';
import { test } from './define.ts';

function resultOf(value: unknown, name: string): Parameters<typeof dictGet>[0] {
  refuseUndefined(value);
  if (isDict(value)) return value;
  throw typeError(`The test ${name} takes what a task has registered`);
}

const key = (value: unknown, name: string): unknown => {
  const result = resultOf(value, name);
  return dictHas(result, name) ? dictGet(result, name) : false;
};

function changed(value: unknown): unknown {
  const result = resultOf(value, 'changed');
  if (dictHas(result, 'changed')) return dictGet(result, 'changed');
  const results = dictGet(result, 'results');
  if (!isList(results) || !isDict(results[0])) return false;
  return results.some((one) => isDict(one) && truth(dictGet(one, 'changed') ?? false));
}

function ofAsync(value: unknown, name: string): boolean {
  const result = resultOf(value, name);
  return !dictHas(result, name) || equals(dictGet(result, name), 1);
}

const matchTypes: Readonly<Record<string, (value: string, pattern: ReturnType<typeof patternOf>) => boolean>> = {
  search: (value, pattern) => search(pattern, value) !== undefined,
  match: (value, pattern) => matchesAtStart(pattern, value),
  fullmatch: (value, pattern) => matchesAtStart(pattern, value, true),
};

function matches(
  type: string,
  value: unknown,
  [pattern = '', ignoreCase = false, multiline = false]: readonly unknown[],
): boolean {
  const run = matchTypes[type];
  if (!run) throw typeError(`A match_type is search, match or fullmatch`);
  return run(str(value), patternOf(pattern, ignoreCase, multiline));
}

/** Both are converted to sets, whose items must be hashable. */
function isSubset(a: unknown, b: unknown): boolean {
  const [left, right] = [a, b].map((items) => new Set(itemsOf(items).map(hashOf)));
  return [...(left ?? [])].every((hash) => right?.has(hash));
}

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*(?=:)/;

function isUri(value: unknown, schemes: unknown): boolean {
  if (typeof value !== 'string') return false;
  const scheme = SCHEME.exec(value)?.[0].toLowerCase() ?? '';
  return schemes === null || !truth(schemes) || contains(schemes, scheme);
}

const isUrl = (value: unknown, schemes: unknown): boolean =>
  isUri(value, schemes) && /^(?:[A-Za-z][A-Za-z0-9+.-]*:)?\/\/[^/?#]|^file:/i.test(String(value));

const PATTERN = 'pattern? ignorecase? multiline?';

/** Ansible's own tests. */
export const ANSIBLE_TESTS = [
  test('failed failure', '', (value) => key(value, 'failed')),
  test('succeeded success successful', '', (value) => !truth(key(value, 'failed'))),
  test('unreachable', '', (value) => key(value, 'unreachable')),
  test('reachable', '', (value) => !truth(key(value, 'unreachable'))),
  test('skipped skip', '', (value) => key(value, 'skipped')),
  test('changed change', '', changed),
  test('started', '', (value) => ofAsync(value, 'started')),
  test('finished', '', (value) => ofAsync(value, 'finished')),
  test('match', PATTERN, (value, args) => matches('match', value, args)),
  test('search', PATTERN, (value, args) => matches('search', value, args)),
  test('regex', `${PATTERN} match_type?`, (value, args) => matches(str(args[3] ?? 'search'), value, args)),
  test('contains', 'value', (value, [item]) => contains(value, item)),
  test('subset issubset', 'b', (value, [other]) => isSubset(value, other)),
  test('superset issuperset', 'b', (value, [other]) => isSubset(other, value)),
  test('nan isnan', '', (value) => typeof value === 'number' && Number.isNaN(value)),
  test('uri', 'schemes?', (value, [schemes = null]) => isUri(value, schemes)),
  test('url', 'schemes?', (value, [schemes = null]) => isUrl(value, schemes)),
  test('urn', '', (value) => isUri(value, ['urn'])),
  test('vault_encrypted', '', () => false),
];
