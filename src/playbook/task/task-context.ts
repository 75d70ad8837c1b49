import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { checkVariableName } from '../../inventory/variable-names.ts';
import type { YamlNode } from '../../yaml/node.ts';
import type { TaskContext } from '../load-session.ts';
import { readerFor } from '../files/reader-for.ts';
import { searchPathOf } from '../files/search-path.ts';
import type { TemplateReader } from '../files/template-reader.ts';
import type { KeywordsSource } from './read-keywords.ts';

export type { TaskContext } from '../load-session.ts';

export const diagnosticsOf = ({ session }: TaskContext): DiagnosticList => session.diagnostics;

export const readerOf = ({ session, role }: TaskContext): TemplateReader => readerFor(role?.path, session);

/** Whether a task's keyword may use this name for a variable; reports it otherwise. */
export const checkGivenName = (name: string, { range }: YamlNode, context: TaskContext): boolean =>
  checkVariableName({ name, range, syntax: readerOf(context).dialectOf(range.source)?.syntax }, diagnosticsOf(context));

/** Directories that are searched for variables files: in the role, next to the task's file, next to the playbook. */
export function varsDirectories(context: TaskContext): readonly string[] {
  const { vars } = readerOf(context).searchPath;
  const ofRole = context.role ? searchPathOf(context.role.path).vars : [];
  return [...new Set([...ofRole, ...context.taskPath.flatMap((path) => searchPathOf(path).vars), ...vars])];
}

export const keywordsSource = (context: TaskContext, what: string): KeywordsSource => ({
  session: context.session,
  reader: readerOf(context),
  what,
});
