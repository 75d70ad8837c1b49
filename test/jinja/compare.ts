import { readFileSync } from 'node:fs';
import { canonical, evaluateCase, readCases } from './evaluate-case.ts';
import type { Case, Outcome } from './evaluate-case.ts';

/**
 * Compares what cases give here with what Ansible gave: `same`, both `fail`, `silent`ly other, `loud`, or `lenient`;
 * `documented` is what docs/reference/jinja.md says to differ.
 */
const [casesFile = '', resultsFile = '', shown = '20'] = process.argv.slice(2);
const cases = readCases(readFileSync(casesFile, 'utf8'));
const results = JSON.parse(readFileSync(resultsFile, 'utf8')) as readonly Outcome[];
const counts = new Map<string, number>();

cases.forEach((item, i) => {
  const expected: Outcome = results[i] ?? ['err', 'no result'];
  const actual = evaluateCase(item);
  const kind = kindOf(item, expected, actual);
  const count = (counts.get(kind) ?? 0) + 1;
  counts.set(kind, count);
  if (kind === 'same' || kind === 'documented' || kind === 'fail' || count > Number(shown)) return;
  console.log(
    `${kind} | ${item.k} | ${JSON.stringify(item.t)} | Ansible: ${JSON.stringify(expected[1])} | here: ${canonical(actual[1])}`,
  );
});
console.log(Object.fromEntries(counts));
process.exitCode = counts.has('silent') ? 1 : 0;

function kindOf(item: Case, expected: Outcome, actual: Outcome): string {
  if (expected[0] === 'ok' && actual[0] === 'ok')
    return canonical(expected[1]) === canonical(actual[1])
      ? 'same'
      : isDocumented(item.t, canonical(expected[1]))
        ? 'documented'
        : 'silent';
  if (expected[0] === actual[0]) return 'fail';
  return expected[0] === 'ok' ? 'loud' : 'lenient';
}

/** Marked-up text, the classes of texts, and the last digit of logarithms. */
function isDocumented(text: string, expected: string): boolean {
  return expected.includes('Markup') || expected.includes('NativeJinjaText') || /\|\s*(log|pow|root)\b/.test(text);
}
