/** Whether a version satisfies a specifier such as `>=1.2,<2` (PEP 440, numeric versions only). Undefined if this cannot be decided. */
export function satisfies(version: string, spec: string): boolean | undefined {
  const verdicts = spec
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
    .map((one) => satisfiesOne(version, one));
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

function satisfiesOne(version: string, spec: string): boolean | undefined {
  const [, sign = '', wanted = ''] = /^(===?|>=|<=|~=|!=|>|<)\s*([^\s]+)$/.exec(spec) ?? [];
  if (sign === '===') return version === wanted;
  const isPrefix = wanted.endsWith('.*');
  const [a, b] = [numbersOf(version), numbersOf(isPrefix ? wanted.slice(0, -2) : wanted)];
  if (!a || !b) return sign === '==' ? version === wanted : undefined;
  const order = compare(isPrefix ? a.slice(0, b.length) : a, b);
  switch (sign) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '~=':
      return order >= 0 && compare(a.slice(0, b.length - 1), b.slice(0, -1)) === 0;
    default:
      return undefined;
  }
}

function numbersOf(version: string): number[] | undefined {
  return /^v?\d+(\.\d+)*$/.test(version) ? version.replace(/^v/, '').split('.').map(Number) : undefined;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
