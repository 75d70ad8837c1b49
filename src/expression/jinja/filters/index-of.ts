import { truth } from '../python/compare.ts';
import { itemsOf } from '../python/iterate.ts';
import { str } from '../python/repr.ts';
import { refused, typeError } from '../python/py-error.ts';
import { isList, typeName } from '../python/values.ts';
import type { TemplateContext } from '../runtime/template-context.ts';
import { filter } from './define.ts';

/** The index of the item in a list for which a test is true, or a list of indexes if there is not exactly one. */
function indexOf(
  value: unknown,
  [name, wanted, key = null, wantlist = false]: readonly unknown[],
  $: TemplateContext,
): unknown {
  if (!isList(value)) throw typeError(`index_of takes a list, not ${typeName(value)}`);
  if (key !== null) throw refused('index_of with a key is not known here', 'Give it map(attribute=...) of the list.');
  const test = str(name);
  if (!$.knowsTest(test)) throw refused(`There is no test ${test}`);
  const args = wanted === undefined ? [] : [wanted];
  const found = itemsOf(value).flatMap((item, i) => ($.test(test, item, args, {}, $.at) ? [i] : []));
  return found.length === 1 && !truth(wantlist) ? found[0] : found;
}

/** `index_of` of ansible.utils. */
export const INDEX_FILTERS = [filter('index_of', 'test value? key? wantlist?', indexOf)];
