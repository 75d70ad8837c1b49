import { dirname, resolve } from 'node:path';
import { kindOf } from '../../controller/file-kind.ts';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { resolveSource } from '../../inventory/sources/resolve-source.ts';

/** Absolute paths of the directories that contain an inventory's sources and their variables. */
export const inventoryPlaces = (sources: readonly string[]): string[] =>
  sources.flatMap((text) => {
    const source = resolveSource(text, new DiagnosticList());
    if (source?.kind !== 'path') return [];
    const path = resolve(source.path);
    return [kindOf(path) === 'a directory' ? path : dirname(path)];
  });
