import { truth } from '../python/compare.ts';
import { toPlainKwargs } from '../python/kwargs.ts';
import { refuseUndefined } from '../python/undefined.ts';
import { emitYaml } from '../yaml/emit-yaml.ts';
import { readAllYaml, readYaml } from '../yaml/read-yaml.ts';
import { filter } from './define.ts';

function toYaml(value: unknown, given: unknown, indent: unknown, flow: boolean | undefined): string {
  refuseUndefined(value);
  const {
    width = 80,
    sort_keys: sortKeys = true,
    default_flow_style: style,
    explicit_start: start = false,
    indent: own,
  } = toPlainKwargs(given);
  return emitYaml(value, {
    indent: Number(own ?? indent),
    width: Number(width),
    flow: style === undefined ? flow : style === null ? undefined : truth(style),
    sortKeys: truth(sortKeys),
    explicitStart: truth(start),
  });
}

/** Filters between values and YAML. */
export const YAML_FILTERS = [
  filter('to_yaml', '**kwargs', (value, [kwargs]) => toYaml(value, kwargs, 2, undefined)),
  filter('to_nice_yaml', 'indent? **kwargs', (value, [indent = 4, kwargs]) => toYaml(value, kwargs, indent, false)),
  filter('from_yaml', '', (value) => (typeof value === 'string' ? readYaml(value) : value)),
  filter('from_yaml_all', '', (value) => (typeof value === 'string' ? readAllYaml(value) : value)),
];
