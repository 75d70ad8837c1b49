import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Keywords, PatternText, RoleCall, RoleEntry, VariableLayer } from '../types.ts';
import { loadRole } from '../role/load-role.ts';
import { choiceText } from '../role/role-call.ts';
import type { YamlEntry } from '../../yaml/node.ts';
import { EntryId } from '../ids.ts';
import { countUp } from '../load-session.ts';
import type { LoadSession } from '../load-session.ts';

export interface EntryParts {
  readonly name: string;
  readonly range: SourceRange;
  readonly keywords: Keywords;
  readonly vars: VariableLayer;
  readonly params?: VariableLayer | undefined;
  readonly hosts?: PatternText | undefined;
  readonly isDependency: boolean;
  /** Its own keys, as written. */
  readonly entries?: ReadonlyMap<string, YamlEntry>;
}

/** The entry with its loaded role. Undefined, and reported, if the role does not exist. */
export async function createEntry(parts: EntryParts, session: LoadSession): Promise<RoleEntry | undefined> {
  const { name, range, keywords } = parts;
  const role = await loadRole({ name, range }, { session, keywords, chain: [], endless: [], loopVars: [] });
  if (!role) return undefined;
  const { vars, params, hosts, isDependency } = parts;
  const id = new EntryId({
    playbook: session.playbookName,
    role: role.name,
    n: countUp(role.name, session.roleEntries),
  });
  return {
    id,
    owner: id,
    call: role.meta.allowsDuplicates ? undefined : callOf({ ...parts, path: role.path }, session),
    role,
    hosts,
    vars,
    params,
    keywords,
    isDependency,
    range,
  };
}

/** The call that an entry makes, whose role is at a path. */
export const callOf = (
  { path, vars, entries = new Map() }: Pick<EntryParts, 'vars' | 'entries'> & { readonly path: string },
  session: LoadSession,
): RoleCall => session.roleCalls.of({ path, vars, text: choiceText(entries) });
