import type * as z from 'zod';
import type { LocalInput } from './local-input.ts';
import type {
  ActionOutcome,
  Answers,
  Change,
  ControlEffect,
  ModuleContext,
  ModuleFacts,
  Owned,
  Prediction,
  Queries,
  Writes,
} from './module.ts';
import type { Step, StepOutput } from './step.ts';

/** The parameters as a module sees them: parsed, with defaults. */
type Params<S extends z.ZodObject> = z.output<S>;

interface HostDefinition<S extends z.ZodObject, Q extends Queries> extends ModuleFacts {
  readonly params: S;
  /** Files of the controller that it needs; the keys name them in `context.inputs`. */
  inputs?(params: Params<S>): Readonly<Record<string, LocalInput>>;
  /** What it must know of the host. */
  queries(params: Params<S>, context: ModuleContext): Q;
}

/** What `defineState` takes. */
export interface StateDefinition<S extends z.ZodObject, Q extends Queries> extends HostDefinition<S, Q> {
  /** What differs; [] means converged. Throws `ModuleFailure` where the state can't be reached from what was observed. */
  diff(params: Params<S>, answers: Answers<Q>, context: ModuleContext): Change[];
  /**
   * Directories that apply works in or puts a file into, and does not create: each by its absolute path. Where something differs and one of
   * them is missing or is none, the task fails before it does anything, and in a dry run too.
   */
  directories?(params: Params<S>, context: ModuleContext): readonly string[];
  /** How to get there. Called only when `diff` gave something. */
  apply(params: Params<S>, answers: Answers<Q>, context: ModuleContext): Step[];
  /** What queries will answer after apply: its own, and others that follow from it. Left out: Unknown. */
  predict(params: Params<S>, answers: Answers<Q>, context: ModuleContext): Prediction[];
  /** What apply may touch. */
  writes(params: Params<S>, context: ModuleContext): Writes;
  /** Registered fields. `answers` are those after apply, or as predicted; `earlier` those before it. */
  result?(params: Params<S>, answers: Answers<Q>, context: ModuleContext, earlier: Answers<Q>): Record<string, unknown>;
  /** Resources that the role entry owns through this task, and how to remove each when it is no longer declared. */
  owns?(params: Params<S>, context: ModuleContext): readonly Owned[];
  /** Whether the steps, which all succeeded, have changed anything. Left out: they have. For a state whose changes may turn out not to be needed. */
  hasChanged?(outputs: readonly StepOutput[]): boolean;
  /** How long the resource may take, after apply, to look as it was asked to. */
  readonly convergeTimeoutMs?: number;
}

/** What `defineAction` takes. */
export interface ActionDefinition<S extends z.ZodObject, Q extends Queries> extends HostDefinition<S, Q> {
  /** What it will do; [] means that a guard (creates, unless, ...) says there is nothing to do. */
  diff(params: Params<S>, answers: Answers<Q>, context: ModuleContext): Change[];
  /**
   * Directories that apply works in or puts a file into, and does not create: each by its absolute path. Where something differs and one of
   * them is missing or is none, the task fails before it does anything, and in a dry run too.
   */
  directories?(params: Params<S>, context: ModuleContext): readonly string[];
  apply(params: Params<S>, answers: Answers<Q>, context: ModuleContext): Step[];
  writes(params: Params<S>, context: ModuleContext): Writes;
  predict?(params: Params<S>, answers: Answers<Q>, context: ModuleContext): Prediction[];
  /** Whether it failed or changed something, and its registered fields. Left out fields: failed = a step did, changed = true. */
  outcome(params: Params<S>, outputs: readonly StepOutput[], context: ModuleContext): ActionOutcome;
  /** Registered fields where `diff` gave nothing, because a guard says that there is nothing to do. */
  idle?(params: Params<S>, answers: Answers<Q>, context: ModuleContext): Record<string, unknown>;
  /** With these parameters it changes nothing on any host, so that verify may use it and check mode runs it. */
  isReadOnly?(params: Params<S>): boolean;
}

/** What `defineRead` takes. */
export interface ReadDefinition<S extends z.ZodObject, Q extends Queries> extends HostDefinition<S, Q> {
  result(params: Params<S>, answers: Answers<Q>, context: ModuleContext): Record<string, unknown>;
}

/** What `defineControl` takes. */
export interface ControlDefinition<S extends z.ZodObject> extends ModuleFacts {
  readonly params: S;
  effect(params: Params<S>, context: ModuleContext): ControlEffect;
}
