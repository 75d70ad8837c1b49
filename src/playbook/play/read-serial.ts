import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { reportType } from '../../yaml/read-value.ts';
import type { YamlNode } from '../../yaml/node.ts';

/** Batch sizes: whole numbers from 1, or percentages. */
export function readSerial(node: YamlNode | undefined, diagnostics: DiagnosticList): (number | string)[] {
  if (!node) return [];
  const items = node.kind === 'sequence' ? node.items : [node];
  return items.flatMap<number | string>((item) => {
    const text = item.kind === 'scalar' ? item.raw : '';
    if (/^[1-9]\d*$/.test(text)) return [Number(text)];
    if (/^(100|[1-9]\d?)%$/.test(text)) return [text];
    reportType(item, 'a number of hosts, or a percentage such as 25%', 'serial', diagnostics);
    return [];
  });
}
