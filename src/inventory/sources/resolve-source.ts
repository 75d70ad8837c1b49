import { join } from 'node:path';
import { kindOf, listDirectory } from '../../controller/file-kind.ts';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { nearest } from '../../diagnostic/suggest.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

const NAMED = 'inventories';
const NAMED_EXTENSIONS = ['', '.yml', '.yaml', '.ini', '.json'];

/** The meaning of an `--inventory` flag. */
export type ResolvedSource =
  { readonly kind: 'hosts'; readonly list: string } | { readonly kind: 'path'; readonly path: string };

/** A name under inventories/, a path, or a list of hosts with a comma: `web1,web2`, `web1,`. */
export function resolveSource(text: string, diagnostics: DiagnosticList, from?: string): ResolvedSource | undefined {
  for (const path of candidatePaths(text)) if (kindOf(path) !== undefined) return { kind: 'path', path };
  if (text.includes(',')) return { kind: 'hosts', list: text };
  const known = namedInventories();
  const meant = nearest(text, [...known, ...inventoryFiles()]);
  diagnostics.error({
    code: 'inventory-not-found',
    summary: `There is no inventory ${text}`,
    detail: known.length > 0 ? `Under ${NAMED}/ there are ${known.join(', ')}.` : undefined,
    suggestion: meant === undefined ? suggestInventory() : `Did you mean ${meant}?`,
    range: placeOf(from ?? `--inventory ${text}`),
  });
  return undefined;
}

function candidatePaths(text: string): string[] {
  const named = text.includes('/') ? [] : NAMED_EXTENSIONS.map((extension) => join(NAMED, text + extension));
  return [...named, text];
}

/** Suggests values for `--inventory`: an inventory of the project, a file, or a list of hosts. */
export function suggestInventory(): string {
  const [known = inventoryFiles()[0]] = namedInventories();
  const forms = 'a name under inventories/, a path, or hosts with a comma, as in `--inventory web1,`';
  return known === undefined ? `Use ${forms}.` : `Use \`--inventory ${known}\`, or ${forms}.`;
}

/** Files in the project's directory that may be inventories. */
const inventoryFiles = (): string[] =>
  listDirectory('.').filter((name) => /^(hosts|inventory)(\.(ya?ml|ini|json))?$|\.ini$/.test(name));

const namedInventories = (): string[] => listDirectory(NAMED).filter((name) => !name.startsWith('.'));
