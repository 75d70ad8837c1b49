import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Diagnostic } from '../../src/diagnostic/diagnostic.ts';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { positionAt } from '../../src/diagnostic/source-range.ts';
import type { Inventory } from '../../src/inventory/types.ts';
import type { Playbook } from '../../src/playbook/types.ts';
import { compileTemplate } from '../../src/expression/compile-template.ts';
import { loadInventory } from '../../src/inventory/load-inventory.ts';
import { loadPlaybook } from '../../src/playbook/load-playbook.ts';

/** The files of a project by their paths; the playbook is `site.yml`. */
export type ProjectFiles = Readonly<Record<string, string>>;

export interface LoadedProject {
  readonly playbook: Playbook | undefined;
  /** Of `hosts.yml`. */
  readonly inventory: Inventory;
  readonly diagnostics: DiagnosticList;
  readonly directory: string;
}

/** Loads a project that is written for the occasion, and removes it. */
export async function loadProject(files: ProjectFiles): Promise<LoadedProject> {
  const directory = mkdtempSync(join(tmpdir(), 'provision-project-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
    const diagnostics = new DiagnosticList();
    const playbook = await loadPlaybook(join(directory, 'site.yml'), { checkAllRoles: true }, diagnostics);
    const source = files['hosts.yml'] === undefined ? 'localhost,' : join(directory, 'hosts.yml');
    const inventory = await loadInventory([source], {
      diagnostics,
      compile: (text, list) => compileTemplate(text, list),
    });
    return { playbook, inventory, diagnostics, directory };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** A finding as `code file:line:column`, with what to do. */
export function summarize(
  { code, range, summary, suggestion }: Diagnostic,
  directory: string,
  withSummary = false,
): string {
  const at = range && positionAt(range.source, range.start);
  const place = range && at ? ` ${range.source.path.replace(`${directory}/`, '')}:${at.line}:${at.column}` : '';
  return `${code}${place}${withSummary ? ` ${summary}` : ''}${suggestion === undefined ? '' : ` | ${suggestion}`}`;
}
