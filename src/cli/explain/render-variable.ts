import { renderLocation } from '../../diagnostic/source-range.ts';
import type { Definition, VariableUse } from './explain-variables.ts';

/** `name = value` with its source; in full form also the overridden definitions, one per line. */
export function renderVariable(name: string, uses: readonly VariableUse[], form: 'brief' | 'full'): string[] {
  return uses.map((use) => {
    const value = use.known ? use.value : `(${use.value})`;
    const where = uses.length > 1 ? `  in ${use.places.join(', ')}\n` : '';
    const [first, ...rest] = use.definitions;
    const overridden = form === 'full' ? rest.map((definition) => `  over ${describe(definition)}\n`) : [];
    return `${name} = ${value}\n${where}${first ? `  from ${describe(first, false)}\n` : ''}${overridden.join('')}`;
  });
}

/** The written form of a vaulted value is not shown. */
function describe({ label, range, value }: Definition, withText = true): string {
  const { source, start, end } = value.range;
  const text = source.secret ? '' : source.text.slice(start, end).replace(/\s+/g, ' ');
  const shown = withText && text !== '' ? `: ${text.slice(0, 60)}` : '';
  return `${label}, ${renderLocation(range)}${shown}`;
}
