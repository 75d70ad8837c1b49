import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Keywords, PatternText, RoleEntry, VariableLayer } from '../types.ts';
import { loadRole } from '../role/load-role.ts';
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
  readonly isConditional?: boolean;
}

/** The entry with its role loaded. Undefined where there is no such role, which is reported. */
export async function createEntry(parts: EntryParts, session: LoadSession): Promise<RoleEntry | undefined> {
  const { name, range, keywords } = parts;
  const role = await loadRole({ name, range }, { session, keywords, chain: [], endless: [], loopVars: [] });
  if (!role) return undefined;
  const { vars, params, hosts, isDependency, isConditional } = parts;
  return {
    id: new EntryId({ playbook: session.playbookName, role: role.name, n: countUp(role.name, session.roleEntries) }),
    role,
    hosts,
    vars,
    params,
    keywords,
    isDependency,
    isConditional,
    range,
  };
}
