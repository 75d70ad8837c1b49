import { ExpressionError } from '../compiled.ts';
import type { Compiled, Scope } from '../compiled.ts';
import { isUnknown } from '../../values/unknown.ts';
import { parseFloatText } from './python/parse-number.ts';
import { truth } from './python/compare.ts';

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', false],
  ['None', false],
]);

/**
 * A condition that is written with braces: its result must be a boolean. Ansible would evaluate a resulting text as
 * another condition; this is not done here, since the text may come from a host.
 */
export const conditionOf = (value: Compiled): Compiled => ({
  ...value,
  evaluate: (scope: Scope) => {
    const result = value.evaluate(scope);
    if (isUnknown(result)) return result;
    return typeof result === 'string' ? truthOfText(result.trim(), value) : truth(result);
  },
});

function truthOfText(text: string, { source }: Compiled): boolean {
  const known = WORDS.get(text) ?? (text === '' ? false : undefined);
  if (known !== undefined) return known;
  const number = parseFloatText(text);
  if (number !== undefined) return truth(number);
  throw new ExpressionError({
    code: 'not-boolean',
    severity: 'error',
    summary: 'The condition gives a text, which is not evaluated as a condition again',
    suggestion: 'Write the condition without braces: it refers to variables by their names.',
    range: source.range,
  });
}
