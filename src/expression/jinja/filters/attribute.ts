import { str } from '../python/repr.ts';
import { isInt } from '../python/values.ts';
import type { TemplateContext } from '../runtime/template-context.ts';

/** Returns a getter of an attribute, such as `a.b.0`; of the item itself if no attribute is given. */
export function attributeGetter(attribute: unknown, $: TemplateContext): (item: unknown) => unknown {
  if (attribute === null || attribute === undefined) return (item) => item;
  const parts = isInt(attribute)
    ? [attribute]
    : str(attribute)
        .split('.')
        .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  const site = $.at;
  return (item) => parts.reduce((value: unknown, part) => $.item(value, part, site), item);
}
