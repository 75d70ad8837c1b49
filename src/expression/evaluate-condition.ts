import type { Unknown } from '../values/unknown.ts';
import { isUnknown } from '../values/unknown.ts';
import type { Compiled, Scope } from './compiled.ts';
import { ExpressionError } from './compiled.ts';
import { describeKind } from './run/kind-of.ts';

/** The value of a condition, which must be a boolean. Throws `ExpressionError`. */
export function evaluateCondition(condition: Compiled, scope: Scope): boolean | Unknown {
  const value = condition.evaluate(scope);
  if (typeof value === 'boolean' || isUnknown(value)) return value;
  throw new ExpressionError({
    code: 'not-boolean',
    severity: 'error',
    summary: `The condition gives ${describeKind(value)}, not true or false`,
    suggestion: suggestionFor(value, condition.source.text.trim()),
    range: condition.source.range,
  });
}

function suggestionFor(value: unknown, text: string): string {
  const name = /^(?!null|true|false)[A-Za-z_][\w.]{0,60}$/.test(text) ? text : 'value';
  if (Array.isArray(value))
    return `To ask whether it has items, write \`${name}.length > 0\`, in Jinja \`${name} | length > 0\`.`;
  if (typeof value === 'string')
    return `Compare it: \`${name} === 'text'\`, or \`${name} !== ''\`; \`bool(${name})\` reads yes and no.`;
  if (typeof value === 'number') return `Compare it: \`${name} !== 0\`.`;
  return `Compare it: \`${name} !== null\`.`;
}
