import type { LoadSession } from '../load-session.ts';
import { searchPathOf } from './search-path.ts';
import { TemplateReader } from './template-reader.ts';

/** The reader of a role or, without a role, of the playbook. */
export function readerFor(rolePath: string | undefined, session: LoadSession): TemplateReader {
  const key = [session.playbookDirectory, ...(rolePath === undefined ? [] : [rolePath])].join('\n');
  const reader =
    session.readers.get(key) ??
    new TemplateReader(searchPathOf(session.playbookDirectory, rolePath), session.files, session.onDialect);
  session.readers.set(key, reader);
  return reader;
}
