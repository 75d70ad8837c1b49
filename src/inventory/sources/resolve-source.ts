import { join } from 'node:path';
import { kindOf, listDirectory } from '../../controller/file-kind.ts';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { nearest } from '../../diagnostic/suggest.ts';

const NAMED = 'inventories';
const NAMED_EXTENSIONS = ['', '.yml', '.yaml', '.ini', '.json'];

/** What one `--inventory` means. */
export type ResolvedSource =
  { readonly kind: 'hosts'; readonly list: string } | { readonly kind: 'path'; readonly path: string };

/** A name under inventories/, a path, or a list of hosts with a comma in it: `web1,web2`, `web1,`. */
export function resolveSource(text: string, diagnostics: DiagnosticList): ResolvedSource | undefined {
  for (const path of candidatePaths(text)) if (kindOf(path) !== undefined) return { kind: 'path', path };
  if (text.includes(',')) return { kind: 'hosts', list: text };
  const known = namedInventories();
  const meant = nearest(text, known);
  diagnostics.error({
    code: 'inventory-not-found',
    summary: `There is no inventory ${text}`,
    detail: known.length > 0 ? `Under ${NAMED}/ there are ${known.join(', ')}.` : undefined,
    suggestion:
      meant === undefined
        ? 'Give a name under inventories/, a path, or hosts with a comma: web1,'
        : `Did you mean ${meant}?`,
  });
  return undefined;
}

function candidatePaths(text: string): string[] {
  const named = text.includes('/') ? [] : NAMED_EXTENSIONS.map((extension) => join(NAMED, text + extension));
  return [...named, text];
}

const namedInventories = (): string[] => listDirectory(NAMED).filter((name) => !name.startsWith('.'));
