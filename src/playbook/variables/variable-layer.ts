import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Templated } from '../../expression/compiled.ts';

/** Variables of one origin. A later layer overrides an earlier one. */
export interface VariableLayer {
  /** For people: `role defaults of nginx`, `play vars`. */
  readonly label: string;
  readonly values: ReadonlyMap<string, Templated>;
  /** Given to an include: as in Ansible, it wins over what tasks set, and over the variables of the included tasks. */
  readonly isForInclude?: boolean | undefined;
  /** The places of the names. */
  readonly places?: ReadonlyMap<string, SourceRange> | undefined;
}

export interface VarsFile {
  readonly alternatives: readonly Templated[];
  readonly range: SourceRange;
  /** What it may give, as far as that can be read ahead, as with includes. */
  readonly candidates: readonly VariableLayer[];
  /** Reads one file (relative to the playbook). Throws `InvalidInput`. */
  readonly load: (path: string) => VariableLayer | undefined;
}
