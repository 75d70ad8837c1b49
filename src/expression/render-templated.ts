import type { Scope, Templated } from './compiled.ts';
import { isOmit } from './omit.ts';

/**
 * The value with all templates evaluated. Unknown parts are `Unknown`s within it, and parts that are
 * `omit` are left out; if the whole value is `omit`, it is returned as such. Throws `ExpressionError`.
 */
export function renderTemplated(value: Templated, scope: Scope): unknown {
  switch (value.kind) {
    case 'literal':
      return value.value;
    case 'template':
      return value.template.evaluate(scope);
    case 'sequence':
      return value.items.map((item) => renderTemplated(item, scope)).filter((item) => !isOmit(item));
    case 'mapping': {
      const entries = value.entries.map(({ key, value: inner }) => [key, renderTemplated(inner, scope)] as const);
      return Object.fromEntries(entries.filter(([, inner]) => !isOmit(inner)));
    }
  }
}
