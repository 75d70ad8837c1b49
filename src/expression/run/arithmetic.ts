import { Fault } from './fault.ts';
import { describeKind } from './kind-of.ts';

/** `+`: adds numbers, or concatenates texts. Other values are not converted. */
export function add(a: unknown, b: unknown, site: number): number | string {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if ((typeof a === 'string' || typeof b === 'string') && isPrintable(a) && isPrintable(b))
    return String(a) + String(b);
  const hint = Array.isArray(a) && Array.isArray(b) ? 'Write [...a, ...b].' : undefined;
  throw new Fault('expression-failed', site, `+ cannot join ${describeKind(a)} and ${describeKind(b)}`, hint);
}

const isPrintable = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

const OPERATIONS: Record<string, (a: number, b: number) => number> = {
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
};

/** An operator with two numbers. */
export function calculate(operator: string, a: unknown, b: unknown, site: number): number {
  const operation = OPERATIONS[operator];
  if (operation && typeof a === 'number' && typeof b === 'number') return operation(a, b);
  throw new Fault(
    'expression-failed',
    site,
    `${operator} takes two numbers, not ${describeKind(a)} and ${describeKind(b)}`,
    'A text becomes a number with int(text) or Number(text).',
  );
}

/** `<` and similar operators: for two numbers, or two texts. */
export function compare(operator: string, a: unknown, b: unknown, site: number): boolean {
  if (typeof a === 'number' && typeof b === 'number') return ordered(operator, a, b);
  if (typeof a === 'string' && typeof b === 'string') return ordered(operator, a, b);
  throw new Fault(
    'expression-failed',
    site,
    `${operator} cannot compare ${describeKind(a)} with ${describeKind(b)}`,
    'A text becomes a number with int(text) or Number(text).',
  );
}

function ordered<T extends number | string>(operator: string, a: T, b: T): boolean {
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}
