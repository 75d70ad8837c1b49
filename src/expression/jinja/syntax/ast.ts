import type { Span } from '../../parse/problem.ts';

interface At {
  readonly span: Span;
}

/** Arguments of a call, a filter or a test: `f(a, b=c, *d, **e)`. */
export interface Arguments {
  readonly args: readonly Expr[];
  readonly kwargs: readonly { readonly name: string; readonly value: Expr }[];
  readonly dynArgs: Expr | undefined;
  readonly dynKwargs: Expr | undefined;
}

/** A literal. Numbers have their Python types: an `int` may be too large for a number, a `float` may be integral. */
export type Literal =
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'int' | 'float'; readonly text: string }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'none' };

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export type Expr =
  | (At & { readonly type: 'const'; readonly value: Literal })
  | (At & { readonly type: 'name'; readonly name: string })
  | (At & { readonly type: 'nsref'; readonly name: string; readonly attr: string })
  | (At & { readonly type: 'tuple'; readonly items: readonly Expr[] })
  | (At & { readonly type: 'list'; readonly items: readonly Expr[] })
  | (At & { readonly type: 'dict'; readonly pairs: readonly (readonly [Expr, Expr])[] })
  | (At & { readonly type: 'getattr'; readonly object: Expr; readonly attr: string })
  | (At & { readonly type: 'getitem'; readonly object: Expr; readonly index: Expr })
  | (At & SliceParts)
  | (At & { readonly type: 'call'; readonly callee: Expr } & Arguments)
  | (At & FilterExpr)
  | (At & { readonly type: 'test'; readonly value: Expr; readonly name: string } & Arguments)
  | (At & { readonly type: 'not' | 'neg' | 'pos'; readonly operand: Expr })
  | (At & { readonly type: 'and' | 'or'; readonly left: Expr; readonly right: Expr })
  | (At & { readonly type: 'binary'; readonly op: BinaryOperator; readonly left: Expr; readonly right: Expr })
  | (At & { readonly type: 'concat'; readonly items: readonly Expr[] })
  | (At & { readonly type: 'compare'; readonly left: Expr; readonly ops: readonly CompareOperand[] })
  | (At & { readonly type: 'cond'; readonly test: Expr; readonly yes: Expr; readonly no: Expr | undefined });

interface SliceParts {
  readonly type: 'slice';
  readonly start: Expr | undefined;
  readonly stop: Expr | undefined;
  readonly step: Expr | undefined;
}

/** `value` is absent in a filter block: `{% filter upper %}`. */
export interface FilterExpr extends Arguments {
  readonly type: 'filter';
  readonly value: Expr | undefined;
  readonly name: string;
}

export interface CompareOperand {
  readonly op: CompareOperator;
  readonly value: Expr;
}

/** The target of an assignment: a name, a tuple of targets, or a key of a namespace. */
export type Target = Extract<Expr, { type: 'name' | 'tuple' | 'nsref' }>;

export interface Parameter {
  readonly name: string;
  readonly fallback: Expr | undefined;
}

export interface BlockStatement extends At {
  readonly type: 'block';
  readonly name: string;
  readonly scoped: boolean;
  readonly required: boolean;
  readonly body: readonly Statement[];
}

/** `with context`, `without context`. */
interface Imports {
  readonly template: Expr;
  readonly withContext: boolean;
}

export type Statement =
  | (At & { readonly type: 'data'; readonly text: string })
  | (At & { readonly type: 'output'; readonly value: Expr })
  | (At & ForStatement)
  | (At & { readonly type: 'if'; readonly branches: readonly IfBranch[]; readonly otherwise: readonly Statement[] })
  | (At & { readonly type: 'set'; readonly target: Target; readonly value: Expr })
  | (At & {
      readonly type: 'set-block';
      readonly target: Target;
      readonly filter: Expr | undefined;
      readonly body: readonly Statement[];
    })
  | (At & MacroStatement)
  | (At & {
      readonly type: 'call-block';
      readonly call: Extract<Expr, { type: 'call' }>;
      readonly parameters: readonly Parameter[];
      readonly body: readonly Statement[];
    })
  | (At & { readonly type: 'filter-block'; readonly filter: Expr; readonly body: readonly Statement[] })
  | (At & {
      readonly type: 'with';
      readonly bindings: readonly { readonly target: Target; readonly value: Expr }[];
      readonly body: readonly Statement[];
    })
  | BlockStatement
  | (At & { readonly type: 'extends'; readonly template: Expr })
  | (At & { readonly type: 'include'; readonly ignoreMissing: boolean } & Imports)
  | (At & { readonly type: 'import'; readonly target: string } & Imports)
  | (At & {
      readonly type: 'from-import';
      readonly names: readonly { readonly name: string; readonly alias: string }[];
    } & Imports)
  | (At & { readonly type: 'do'; readonly value: Expr })
  | (At & { readonly type: 'break' | 'continue' });

export interface ForStatement {
  readonly type: 'for';
  readonly target: Target;
  readonly iterable: Expr;
  readonly test: Expr | undefined;
  readonly recursive: boolean;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface MacroStatement {
  readonly type: 'macro';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
}

export interface IfBranch {
  readonly test: Expr;
  readonly body: readonly Statement[];
}
