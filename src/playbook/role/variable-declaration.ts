import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Templated } from '../../expression/compiled.ts';

/** What meta/main.yml or argument_specs.yml of a role says of one of its variables. */
export interface VariableDeclaration {
  readonly name: string;
  readonly type: VariableType;
  readonly required: boolean;
  readonly default?: Templated | undefined;
  readonly description: string;
  readonly secret: boolean;
  /** What a site lacks that leaves it at its default without having said so: lint warns. */
  readonly recommended?: string | undefined;
  readonly choices?: readonly unknown[] | undefined;
  /** For `list`: what the items are. For `mapping`: what the keys are. */
  readonly items?: VariableDeclaration | undefined;
  readonly keys?: ReadonlyMap<string, VariableDeclaration> | undefined;
  readonly range: SourceRange;
}

export type VariableType =
  'string' | 'integer' | 'number' | 'boolean' | 'list' | 'mapping' | 'path' | 'port' | 'address' | 'duration' | 'any';
