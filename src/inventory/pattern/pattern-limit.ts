import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { UnreadableFile } from '../../controller/file-error.ts';
import { readGivenText } from '../../controller/read-file.ts';
import type { Inventory, InventoryHost } from '../types.ts';
import { selectHosts } from './pattern.ts';
import { splitPattern } from './split-pattern.ts';
import { remedyOf } from '../../controller/file-remedy.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

/** The patterns of `--limit`; `@FILE` stands for the lines of a file. Undefined, and reported, if the file can't be read. */
export function loadLimit(limit: string, diagnostics: DiagnosticList): string[] | undefined {
  const patterns: string[] = [];
  for (const part of splitPattern(limit)) {
    const lines = part.startsWith('@') ? readLines(part.slice(1), diagnostics) : [part];
    if (!lines) return undefined;
    patterns.push(...lines);
  }
  return patterns;
}

/** The hosts that `--limit` selects; reports an empty selection. */
export function limitedHosts(
  inventory: Inventory,
  limit: readonly string[],
  diagnostics: DiagnosticList,
): ReadonlySet<InventoryHost> {
  const range = placeOf(`--limit ${limit.join(',')}`);
  const hosts = new Set(selectHosts(inventory, limit, { diagnostics, range }));
  if (hosts.size === 0 && !diagnostics.hasErrors) {
    diagnostics.error({
      code: 'no-hosts-matched',
      summary: `--limit ${limit.join(',')} leaves no host`,
      suggestion: `Remove the exclusions, as in \`--limit ${included(limit)}\`.`,
      range,
    });
  }
  return hosts;
}

const included = (limit: readonly string[]): string => limit.filter((part) => !/^[&!]/.test(part)).join(',') || 'all';

function readLines(path: string, diagnostics: DiagnosticList): string[] | undefined {
  const range = placeOf(`--limit @${path}`);
  try {
    const lines = readGivenText(path)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
    if (lines.length > 0) return lines;
    diagnostics.error({
      code: 'no-hosts-matched',
      summary: `The file of --limit @${path} names no host`,
      suggestion: `Write a host or a pattern on each line, or remove \`--limit @${path}\`.`,
      range,
    });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    diagnostics.error({
      code: 'file-unreadable',
      summary: `The file of --limit @${path} cannot be read: ${error.problem}`,
      suggestion: remedyOf(error),
      range,
    });
  }
  return undefined;
}
