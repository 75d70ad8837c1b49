import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { reportType } from '../../yaml/read-value.ts';
import type { YamlNode } from '../../yaml/node.ts';
import { batchSizeOf } from './play-setting.ts';
import { exampleOf } from '../../keywords/keyword-example.ts';

/** Batch sizes: whole numbers from 1, or percentages. */
export function readSerial(node: YamlNode, diagnostics: DiagnosticList): (number | string)[] {
  const items = node.kind === 'sequence' ? node.items : [node];
  return items.flatMap((item) => {
    try {
      return [batchSizeOf(item.kind === 'scalar' ? item.raw : undefined)];
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      reportType(item, { text: error.message, example: exampleOf('serial') }, 'serial', diagnostics);
      return [];
    }
  });
}
