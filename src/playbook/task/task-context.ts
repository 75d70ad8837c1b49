import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { TaskContext } from '../load-session.ts';
import { readerFor } from '../files/reader-for.ts';
import type { TemplateReader } from '../files/template-reader.ts';
import type { KeywordsSource } from './read-keywords.ts';

export type { TaskContext } from '../load-session.ts';

export const diagnosticsOf = ({ session }: TaskContext): DiagnosticList => session.diagnostics;

export const readerOf = ({ session, role }: TaskContext): TemplateReader => readerFor(role?.path, session);

export const keywordsSource = (context: TaskContext, what: string): KeywordsSource => ({
  session: context.session,
  reader: readerOf(context),
  what,
});
