import type * as z from 'zod';
import type { Query } from '../query/query.ts';
import type {
  ActionModule,
  Answers,
  ControlModule,
  ModuleContext,
  Queries,
  ReadModule,
  StateModule,
} from './module.ts';
import type { ActionDefinition, ControlDefinition, ReadDefinition, StateDefinition } from './module-definition.ts';

export function defineState<S extends z.ZodObject, Q extends Queries>(d: StateDefinition<S, Q>): StateModule {
  const bind = (given: object): ReturnType<StateModule['bind']> => {
    const p = typed(d, given);
    return {
      kind: 'state',
      inputs: () => d.inputs?.(p) ?? {},
      ask: (context) =>
        ask(d.queries(p, context), directories(d, p, context), (s, read) => ({
          kind: 'compared',
          diff: () => d.diff(p, s, context),
          apply: () => d.apply(p, s, context),
          writes: () => d.writes(p, context),
          predict: () => d.predict(p, s, context),
          result: d.result && ((earlier) => d.result?.(p, s, context, read(earlier)) ?? {}),
        })),
      writes: (context) => d.writes(p, context),
      owns: (context) => d.owns?.(p, context) ?? [],
      hasChanged: (outputs) => d.hasChanged?.(outputs) ?? true,
      convergeTimeoutMs: d.convergeTimeoutMs ?? 0,
    };
  };
  return { ...d, kind: 'state', bind };
}

export function defineAction<S extends z.ZodObject, Q extends Queries>(d: ActionDefinition<S, Q>): ActionModule {
  const bind = (given: object): ReturnType<ActionModule['bind']> => {
    const p = typed(d, given);
    return {
      kind: 'action',
      inputs: () => d.inputs?.(p) ?? {},
      ask: (context) =>
        ask(d.queries(p, context), directories(d, p, context), (s) => ({
          kind: 'compared',
          diff: () => d.diff(p, s, context),
          apply: () => d.apply(p, s, context),
          writes: () => d.writes(p, context),
          predict: () => d.predict?.(p, s, context) ?? [],
          result: d.idle && (() => d.idle?.(p, s, context) ?? {}),
        })),
      writes: (context) => d.writes(p, context),
      outcome: (outputs, context) => d.outcome(p, outputs, context),
      isReadOnly: () => d.isReadOnly?.(p) === true,
    };
  };
  return { ...d, kind: 'action', bind };
}

export function defineRead<S extends z.ZodObject, Q extends Queries>(d: ReadDefinition<S, Q>): ReadModule {
  const bind = (given: object): ReturnType<ReadModule['bind']> => {
    const p = typed(d, given);
    return {
      kind: 'read',
      inputs: () => d.inputs?.(p) ?? {},
      ask: (context) =>
        ask(d.queries(p, context), [], (s) => ({ kind: 'reading', result: () => d.result(p, s, context) })),
    };
  };
  return { ...d, kind: 'read', bind };
}

export function defineControl<S extends z.ZodObject>(d: ControlDefinition<S>): ControlModule {
  const bind = (given: object): ReturnType<ControlModule['bind']> => {
    const p = typed(d, given);
    return { kind: 'control', effect: (context) => d.effect(p, context) };
  };
  return { ...d, kind: 'control', bind };
}

/** The one place where parameters get the type of their schema, which has made them. */
const typed = <S extends z.ZodObject>(_: { readonly params: S }, params: object): z.output<S> => params as z.output<S>;

interface NeedsDirectories<S extends z.ZodObject> {
  directories?(params: z.output<S>, context: ModuleContext): readonly string[];
}

const directories = <S extends z.ZodObject>(
  d: NeedsDirectories<S>,
  p: z.output<S>,
  context: ModuleContext,
): readonly string[] => d.directories?.(p, context) ?? [];

type Read<Q extends Queries> = (answers: readonly unknown[]) => Answers<Q>;

function ask<Q extends Queries, Judged>(
  queries: Q,
  directories: readonly string[],
  judge: (answers: Answers<Q>, read: Read<Q>) => Judged,
) {
  const read: Read<Q> = (answers) => shape(queries, answers);
  return {
    named: queries,
    queries: flatten(queries),
    directories,
    judge: (answers: readonly unknown[]): Judged => judge(read(answers), read),
  };
}

// plain loops, since every task of every host passes here several times
function flatten(queries: Queries): Query[] {
  const list: Query[] = [];
  for (const name in queries) {
    const query = queries[name] as Query | readonly Query[];
    if (isList(query)) for (const one of query) list.push(one);
    else list.push(query);
  }
  return list;
}

/** The one place where answers get the types of their queries, whose kinds have read them. */
function shape<Q extends Queries>(queries: Q, answers: readonly unknown[]): Answers<Q> {
  const shaped: Record<string, unknown> = {};
  let next = 0;
  for (const name in queries) {
    const query = queries[name] as Query | readonly Query[];
    shaped[name] = isList(query) ? query.map(() => answers[next++]) : answers[next++];
  }
  return shaped as Answers<Q>;
}

const isList = (query: Query | readonly Query[]): query is readonly Query[] => Array.isArray(query);
