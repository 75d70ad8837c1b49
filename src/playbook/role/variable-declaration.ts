import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Templated } from '../../expression/compiled.ts';

/** The declaration of a role's variable in meta/main.yml or argument_specs.yml. */
export interface VariableDeclaration {
  readonly name: string;
  readonly type: VariableType;
  readonly required: boolean;
  readonly default?: Templated | undefined;
  readonly description: string;
  readonly secret: boolean;
  /** What a site lacks with the default; lint warns if the variable is not set. */
  readonly recommended?: string | undefined;
  readonly choices?: readonly unknown[] | undefined;
  /** For `list`: the type of the items. For `mapping`: the type of the values. */
  readonly items?: VariableDeclaration | undefined;
  readonly keys?: ReadonlyMap<string, VariableDeclaration> | undefined;
  readonly range: SourceRange;
}

export type VariableType =
  'string' | 'integer' | 'number' | 'boolean' | 'list' | 'mapping' | 'path' | 'port' | 'address' | 'duration' | 'any';
