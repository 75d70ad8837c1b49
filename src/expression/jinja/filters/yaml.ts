import { truth } from '../python/compare.ts';
import { refused } from '../python/py-error.ts';
import { toPlainKwargs } from '../python/kwargs.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { emitYaml } from '../yaml/emit-yaml.ts';
import type { ScalarStyle } from '../yaml/scalar-style.ts';
import { readAllYaml, readYaml } from '../yaml/read-yaml.ts';
import { filter } from './define.ts';

function toYaml(value: unknown, given: unknown, indent: unknown, flow: boolean | undefined): string {
  refuseUndefined(value);
  const {
    width = 80,
    sort_keys: sortKeys = true,
    default_flow_style: style,
    default_style: quotes = null,
    explicit_start: start = false,
    explicit_end: end = false,
    line_break: lineBreak = null,
    indent: own,
    ...others
  } = toPlainKwargs(given);
  const [other] = Object.keys(others);
  if (other !== undefined) throw refused(`${other} is not known to the filters that write YAML here`);
  const text = emitYaml(value, {
    indent: Number(own ?? indent),
    width: Number(width),
    flow: style === undefined ? flow : style === null ? undefined : truth(style),
    quotes: quotesOf(quotes),
    sortKeys: truth(sortKeys),
    explicitStart: truth(start),
    explicitEnd: truth(end),
  });
  return lineBreak === '\r\n' || lineBreak === '\r' ? text.replaceAll('\n', lineBreak) : text;
}

function quotesOf(style: unknown): ScalarStyle | undefined {
  if (style === null || style === '') return undefined;
  if (style === "'") return 'single';
  if (style === '"') return 'double';
  throw refused('default_style is \' or " here');
}

/** Filters that convert between values and YAML. */
export const YAML_FILTERS = [
  filter('to_yaml', '**kwargs', (value, [kwargs]) => toYaml(value, kwargs, 2, undefined)),
  filter('to_nice_yaml', 'indent? **kwargs', (value, [indent = 4, kwargs]) => toYaml(value, kwargs, indent, false)),
  filter('from_yaml', '', (value) => (typeof value === 'string' ? readYaml(value) : value)),
  filter('from_yaml_all', '', (value) => (typeof value === 'string' ? readAllYaml(value) : value)),
];
