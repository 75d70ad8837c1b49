import { basename, dirname, join } from 'node:path';
import { UnreadableFile } from '../controller/file-error.ts';
import { listDirectory } from '../controller/file-kind.ts';
import { remedyOf } from '../controller/file-remedy.ts';
import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceFile, SourceRange } from '../diagnostic/source-range.ts';
import { didYouMean } from '../diagnostic/suggest.ts';
import type { ControllerAccess } from './compiled.ts';

/** Where a template names another one. */
export interface Inclusion {
  readonly path: string;
  readonly range: SourceRange;
}

/** Undefined if the file does not exist; an unreadable file is reported. */
export function readIncluded(
  { path, range }: Inclusion,
  host: ControllerAccess,
  diagnostics: DiagnosticList,
): SourceFile | 'unreadable' | undefined {
  try {
    return host.readTemplate(path);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    diagnostics.error({ code: 'file-unreadable', summary: error.message, suggestion: remedyOf(error), range });
    return 'unreadable';
  }
}

/** Suggests a template next to the including one, or the path to create. */
export function suggestTemplate({ path, range }: Inclusion, why: string): string {
  const directory = dirname(join(dirname(range.source.path), path));
  const meant = didYouMean(basename(path), listDirectory(directory));
  return meant ?? `Create \`${join(directory, basename(path))}\`: ${why}`;
}
