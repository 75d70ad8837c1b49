import type * as z from 'zod';
import type { Answers, Change, Module, ModuleContext, Owned, Writes } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import type { Step, StepOutput } from '../../module-api/step.ts';
import type { NotTaken } from '../../module-api/not-taken.ts';
import type { Unknown } from '../../values/unknown.ts';
import { isUnknown } from '../../values/unknown.ts';
import type { Query } from '../../query/query.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';

/** The plan that follows from the answer of a probe. */
export interface ProbedPlan {
  /** Empty if the state has converged. */
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
  /** The predicted output or exit status of the probe, after which no further change is planned. */
  readonly after: string | { readonly exitStatus: number } | Unknown;
}

export const CONVERGED: ProbedPlan = { changes: [], steps: [], after: '' };

export interface ProbedModule<P> {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly string[];
  readonly aliases?: Readonly<Record<string, string>>;
  readonly notTaken?: Readonly<Record<string, NotTaken>>;
  readonly returns?: Readonly<Record<string, string>>;
  readonly freeForm?: string;
  /** A read-only script that prints the current state; exit status 0 means success. */
  readonly probe: (params: P, context: ModuleContext) => string;
  /** The resources that the probe's answer depends on. */
  readonly reads?: (params: P) => readonly string[];
  /** The files that the probe opens, besides those of `reads`. */
  readonly opens?: (params: P) => readonly string[];
  /** See `StateDefinition`. */
  readonly directories?: (params: P) => readonly string[];
  /** Compares the states. Throws `ModuleFailure` if the desired state cannot be reached, for example if a program is missing. */
  readonly plan: (params: P, found: ShellAnswer, context: ModuleContext) => ProbedPlan;
  readonly writes: (params: P) => Writes;
  /** See `StateDefinition`. */
  readonly owns?: (params: P) => readonly Owned[];
  /** See `StateDefinition`. */
  readonly hasChanged?: (outputs: readonly StepOutput[]) => boolean;
  readonly result?: (params: P, found: ShellAnswer) => Record<string, unknown>;
}

interface Asked {
  readonly [name: string]: Query;
  readonly probe: Query<ShellAnswer>;
}
type Found = Answers<Asked>;

/** Defines a module whose state is read by one command and changed by others, such as a package manager other than apt. */
export function defineProbed<S extends z.ZodObject>(
  module: ProbedModule<z.output<S>> & { readonly params: S },
): Module {
  const { probe, plan, reads, opens, result, ...rest } = module;
  const ask = (p: z.output<S>, context: ModuleContext): Query<ShellAnswer> =>
    shell({ script: probe(p, context), reads: reads?.(p), opens: opens?.(p) });
  return defineState({
    ...rest,
    queries: (p, context): Asked => ({ probe: ask(p, context) }),
    diff: (p, s: Found, context) => [...plan(p, s.probe, context).changes],
    apply: (p, s: Found, context) => [...plan(p, s.probe, context).steps],
    predict: (p, s: Found, context) => {
      const { after } = plan(p, s.probe, context);
      return [{ query: ask(p, context), answer: isUnknown(after) ? after : answerOf(after) }];
    },
    result: (p, s: Found) => result?.(p, s.probe) ?? {},
  });
}

const answerOf = (after: string | { readonly exitStatus: number }): ShellAnswer =>
  typeof after === 'string'
    ? { exitStatus: 0, stdout: after, stderr: '' }
    : { exitStatus: after.exitStatus, stdout: '', stderr: '' };
