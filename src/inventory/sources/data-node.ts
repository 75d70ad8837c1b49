import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { SourceText } from '../../expression/compiled.ts';
import type { YamlNode, YamlScalar } from '../../yaml/node.ts';
import type { LiteralData } from './python-literal.ts';

/** Converts data that was not written as YAML to nodes with one common location; `toSource` is used for a string at the top. */
export function dataNode(
  data: LiteralData,
  range: SourceRange,
  toSource: SourceText['toSource'] = () => range.start,
): YamlNode {
  if (Array.isArray(data)) return { kind: 'sequence', items: data.map((item) => dataNode(item, range)), range };
  if (typeof data !== 'object' || data === null) return scalarNode(data, range, toSource);
  const entries = Object.entries(data).map(([key, value]) => ({
    key: scalarNode(key, range, () => range.start),
    value: dataNode(value, range),
  }));
  return { kind: 'mapping', entries, range };
}

function scalarNode(value: YamlScalar['value'], range: SourceRange, toSource: SourceText['toSource']): YamlScalar {
  const raw = value === null ? '' : String(value);
  return { kind: 'scalar', value, raw, style: 'double-quoted', text: { text: raw, range, toSource }, range };
}
