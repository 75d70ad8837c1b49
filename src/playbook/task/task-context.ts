import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { Handler, Keywords, Role } from '../types.ts';
import type { LoadSession } from '../load-session.ts';
import { readerFor } from '../files/template-reader.ts';
import type { TemplateReader } from '../files/template-reader.ts';
import type { KeywordsSource } from './read-keywords.ts';

/** Where tasks stand: what they inherit, and what they can name. */
export interface TaskContext {
  readonly session: LoadSession;
  readonly keywords: Keywords;
  readonly role?: Role | undefined;
  /** Directories in which task files are looked for, first to last. */
  readonly taskPath: readonly string[];
  /** Absolute paths of the task files and roles that import each other down to here. */
  readonly chain: readonly string[];
  /** Of the chain, the task files since the last condition or loop on the way: to come back to one of them has no end. */
  readonly endless: readonly string[];
  /** Where the handlers of imported roles go. */
  readonly handlers: Handler[];
  readonly isHandlers: boolean;
  /** An include around has a condition or a loop, or stands in a rescue. */
  readonly mayBeSkipped?: boolean | undefined;
  /** In a role's verify/, where nothing may change. */
  readonly isVerify?: boolean | undefined;
  /** Loop variables of the includes around. */
  readonly loopVars: readonly string[];
}

export const diagnosticsOf = ({ session }: TaskContext): DiagnosticList => session.diagnostics;

export const readerOf = ({ session, role }: TaskContext): TemplateReader => readerFor(role?.path, session);

export const keywordsSource = (context: TaskContext, what: string): KeywordsSource => ({
  session: context.session,
  reader: readerOf(context),
  what,
});
