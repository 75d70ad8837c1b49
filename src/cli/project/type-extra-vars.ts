import type { Templated } from '../../expression/compiled.ts';
import type { VariableType } from '../../playbook/role/variable-declaration.ts';
import type { Playbook } from '../../playbook/types.ts';

/**
 * Converts extra variables to the types that the playbooks' roles declare: text of the command line becomes a number or a boolean if a
 * role requires one and the text is unambiguous. Other text is unchanged, and rejected by the check of variables.
 */
export function typeExtraVars(
  extraVars: ReadonlyMap<string, Templated>,
  playbooks: readonly Playbook[],
): ReadonlyMap<string, Templated> {
  const declarations = playbooks
    .flatMap(({ plays }) => plays)
    .flatMap(({ roles }) => roles)
    .flatMap(({ role }) => [...role.meta.variables.values()]);
  const types = new Map(declarations.map(({ name, type }) => [name, type]));
  return new Map([...extraVars].map(([name, value]) => [name, typed(value, types.get(name))]));
}

function typed(value: Templated, type: VariableType | undefined): Templated {
  if (value.kind !== 'literal' || typeof value.value !== 'string' || value.range.source.path !== '-e') return value;
  const text = value.value;
  if (type === 'boolean') {
    const isTrue = /^(true|yes|on)$/i.test(text);
    return isTrue || /^(false|no|off)$/i.test(text) ? { ...value, value: isTrue } : value;
  }
  const isNumber =
    type === 'number' ? /^-?\d+(\.\d+)?$/.test(text) : (type === 'integer' || type === 'port') && /^-?\d+$/.test(text);
  return isNumber ? { ...value, value: Number(text) } : value;
}
