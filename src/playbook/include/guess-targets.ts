import { dirname, join, relative } from 'node:path';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { listMatching } from '../files/list-matching.ts';
import { templatePattern } from '../files/template-pattern.ts';
import { displayPath } from '../files/yaml-files.ts';
import type { LoadSession } from '../load-session.ts';
import { taskDirectories } from '../task/load-task-file.ts';
import type { Target } from '../task/read-target.ts';
import { diagnosticsOf } from '../task/task-context.ts';
import type { TaskContext } from '../task/task-context.ts';
import type { Included } from '../types.ts';
import { loadTarget, recurs } from './load-target.ts';

/**
 * The possible targets of an include with an expression in its name: all matching files of tasks. Mistakes in them are no errors: in a
 * role's tasks they are warnings, and files next to a playbook are skipped if they are not lists of tasks, since they may be anything.
 */
export async function loadGuesses(target: Target, context: TaskContext): Promise<Included[]> {
  const included: Included[] = [];
  for (const path of guessPaths(target, context)) {
    const plain: Target = { ...target, name: { kind: 'literal', value: path, range: target.range } };
    if (recurs(plain, context)) continue;
    const diagnostics = new DiagnosticList();
    const guess = await loadTarget(plain, {
      ...context,
      mayBeSkipped: true,
      session: guessingSession(context.session, diagnostics),
    });
    if (dirname(path) !== context.session.playbookDirectory) warnOf(diagnostics, context);
    else if (diagnostics.hasErrors) continue;
    included.push(guess);
  }
  return included;
}

/** Findings about roles are reported once, so those that are suppressed here must be reported when a role is named literally. */
const guessingSession = (session: LoadSession, diagnostics: DiagnosticList): LoadSession => ({
  ...session,
  diagnostics,
  metas: new Map(session.metas),
  cycles: new Set(session.cycles),
});

/** Of several files with the same name, only the first one in search order. */
function guessPaths({ what, name }: Target, context: TaskContext): string[] {
  const pattern = templatePattern(name);
  if (pattern === undefined || what === 'role') return [];
  const found = new Map<string, string>();
  const { session, taskPath } = context;
  const directories = pattern.includes('/') ? taskDirectories(context) : taskPath;
  for (const directory of new Set(directories)) {
    for (const each of [pattern, `${pattern}.yml`, `${pattern}.yaml`]) {
      for (const path of listMatching([directory], each, session.files)) {
        const shown = relative(directory, path);
        if (/\.(ya?ml|json)$/.test(path) && !found.has(shown)) found.set(shown, join(directory, shown));
      }
    }
  }
  return [...found.values()];
}

function warnOf(findings: DiagnosticList, context: TaskContext): void {
  for (const finding of findings.items) {
    const { source } = finding.range ?? {};
    const detail = source && `${displayPath(source.path)} may be included.`;
    diagnosticsOf(context).warning({ ...finding, detail: finding.detail ?? detail });
  }
}
