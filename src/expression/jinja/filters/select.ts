import { truth } from '../python/compare.ts';
import { itemsOf } from '../python/iterate.ts';
import { PyError, typeError } from '../python/py-error.ts';
import { str } from '../python/repr.ts';
import { Undefined } from '../python/undefined.ts';
import type { Kwargs } from '../python/bind-arguments.ts';
import { toPlainKwargs } from '../python/kwargs.ts';
import type { TemplateContext } from '../runtime/template-context.ts';
import { attributeGetter } from './attribute.ts';
import { filter } from './define.ts';

/** `map('name', ...)` and `map(attribute='a', default=b)`. */
function map(value: unknown, [args, kwargs]: readonly unknown[], $: TemplateContext): unknown {
  const items = truth(value) ? itemsOf(value) : [];
  const [name, ...rest] = args as unknown[];
  const options = toPlainKwargs(kwargs);
  if (name === undefined && 'attribute' in options) return mapAttribute(items, options, $);
  if (name === undefined) throw new PyError('TypeError', 'map requires a filter argument');
  const site = $.at;
  return items.map((item) => $.filter(str(name), item, rest, options, site));
}

function mapAttribute(
  items: readonly unknown[],
  { attribute, default: other, ...others }: Kwargs,
  $: TemplateContext,
): unknown[] {
  const [unexpected] = Object.keys(others);
  if (unexpected !== undefined) throw typeError(`map has no argument ${unexpected}`);
  const get = attributeGetter(attribute, $);
  return items.map((item) => {
    const found = get(item);
    return found instanceof Undefined && other !== undefined && other !== null ? other : found;
  });
}

interface Choice {
  readonly keep: boolean;
  readonly byAttribute: boolean;
}

/** `select('test', ...)`, `selectattr('a', 'test', ...)` and their opposites. */
const choosing =
  ({ keep, byAttribute }: Choice) =>
  (value: unknown, [args, kwargs]: readonly unknown[], $: TemplateContext): unknown => {
    const items = truth(value) ? itemsOf(value) : [];
    const all = args as unknown[];
    if (byAttribute && all.length === 0) throw new PyError('TypeError', 'Missing parameter for attribute name');
    const get = byAttribute ? attributeGetter(all[0], $) : (item: unknown): unknown => item;
    const [name, ...rest] = byAttribute ? all.slice(1) : all;
    const site = $.at;
    const holds = (item: unknown): boolean =>
      name === undefined ? truth(get(item)) : $.test(str(name), get(item), rest, toPlainKwargs(kwargs), site);
    return items.filter((item) => holds(item) === keep);
  };

/** Filters with another filter, or a test, as an argument. */
export const SELECT_FILTERS = [
  filter('map', '*args **kwargs', map),
  filter('select', '*args **kwargs', choosing({ keep: true, byAttribute: false })),
  filter('reject', '*args **kwargs', choosing({ keep: false, byAttribute: false })),
  filter('selectattr', '*args **kwargs', choosing({ keep: true, byAttribute: true })),
  filter('rejectattr', '*args **kwargs', choosing({ keep: false, byAttribute: true })),
];
