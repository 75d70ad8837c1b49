import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Templated } from '../../expression/compiled.ts';
import type { VariableLayer } from '../types.ts';
import { expectKind } from '../../yaml/read-value.ts';
import { keyText } from '../../yaml/mapping.ts';
import type { YamlEntry, YamlNode } from '../../yaml/node.ts';
import type { TemplateReader } from '../files/template-reader.ts';
import { checkVariableName } from '../../inventory/variable-names.ts';

export interface VariablesSource {
  /** For example `role defaults of nginx`. */
  readonly label: string;
  readonly reader: TemplateReader;
}

/** A layer from a mapping of variables; empty without a mapping. */
export function loadVariables(
  node: YamlNode | undefined,
  { label, reader }: VariablesSource,
  diagnostics: DiagnosticList,
): VariableLayer {
  if (!node || (node.kind === 'scalar' && node.value === null)) return emptyLayer(label);
  const mapping = expectKind(node, 'mapping', label, diagnostics);
  return variablesFrom(mapping?.entries ?? [], { label, reader }, diagnostics);
}

/** A play's variables, which may be a list of mappings, as in old playbooks: later ones over earlier ones. */
export function loadPlayVariables(
  node: YamlNode | undefined,
  reader: TemplateReader,
  diagnostics: DiagnosticList,
): VariableLayer {
  const isList = node?.kind === 'sequence' && node.items.every(({ kind }) => kind === 'mapping');
  const source = { label: 'play vars', reader };
  return mergeLayers((isList ? node.items : [node]).map((each) => loadVariables(each, source, diagnostics)));
}

/** A layer from the entries of a mapping. */
export function variablesFrom(
  entries: readonly YamlEntry[],
  { label, reader }: VariablesSource,
  diagnostics: DiagnosticList,
): VariableLayer {
  const values = new Map<string, Templated>();
  const places = new Map<string, SourceRange>();
  for (const { key, value } of entries) {
    const templated = reader.readValue(value, diagnostics);
    const name = keyText(key);
    places.set(name, key.range);
    const syntax = reader.dialectOf(key.range.source)?.syntax;
    if (checkVariableName({ name, range: key.range, syntax }, diagnostics)) values.set(name, templated);
  }
  return { label, values, places };
}

export const emptyLayer = (label: string): VariableLayer => ({ label, values: new Map() });

/** Merges layers, later ones over earlier ones; the label is that of the last one. */
export function mergeLayers(layers: readonly VariableLayer[]): VariableLayer {
  return {
    label: layers.at(-1)?.label ?? '',
    values: new Map(layers.flatMap((layer) => [...layer.values])),
    places: new Map(layers.flatMap((layer) => [...(layer.places ?? [])])),
  };
}
