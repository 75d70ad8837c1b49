import * as z from 'zod';
import { defineAction, defineRead, defineState } from '../../module-api/define-module.ts';
import type { Module, Queries } from '../../module-api/module.ts';
import type { ActionDefinition, ReadDefinition, StateDefinition } from '../../module-api/module-definition.ts';
import { ModuleFailure } from '../../module-api/module.ts';

/** A project file that does not define a valid module; `message` names the fault. */
export class ContractFault extends Error {}

/** The functions of each kind of module, and whether they are optional. */
const FUNCTIONS = {
  state: {
    queries: true,
    diff: true,
    apply: true,
    writes: true,
    predict: false,
    result: false,
    owns: false,
    hasChanged: false,
    inputs: false,
  },
  action: {
    queries: true,
    diff: true,
    apply: true,
    writes: true,
    outcome: true,
    predict: false,
    idle: false,
    isReadOnly: false,
    inputs: false,
  },
  read: { queries: true, result: true, inputs: false },
} as const satisfies Record<string, Readonly<Record<string, boolean>>>;

/** Functions that must return lists; their elements are not checked. */
const LISTS: readonly string[] = ['diff', 'apply', 'predict', 'owns'];

type Call = (...args: readonly unknown[]) => unknown;

/**
 * The module that a project file defines, under the name of its file. If one of its functions throws, or returns no list where a list is
 * required, the task fails and names the file. Throws `ContractFault`.
 */
export function toOwnModule(given: unknown, { name, file }: { readonly name: string; readonly file: string }): Module {
  if (typeof given !== 'object' || given === null)
    throw new ContractFault('it must give a module, made by a define function');
  const module = given as Readonly<Record<string, unknown>>;
  const { kind } = module;
  if (typeof kind !== 'string' || !Object.hasOwn(FUNCTIONS, kind))
    throw new ContractFault('its module must be made by defineState, defineAction or defineRead');
  if (!(module['params'] instanceof z.ZodObject))
    throw new ContractFault('params must be made by z.strictObject or z.looseObject of the kit');
  const functions = Object.entries(FUNCTIONS[kind as keyof typeof FUNCTIONS]).flatMap(([key, isNeeded]) =>
    guardFunction(module, { key, isNeeded, file }),
  );
  const facts = { name, examples: [], summary: 'A module of the project.', mayGiveFacts: true };
  const definition = { ...facts, ...module, name, predict: () => [], ...Object.fromEntries(functions) };
  // as far as possible, this was checked above
  return define(kind as keyof typeof FUNCTIONS, definition as unknown as AnyDefinition);
}

/** Optional functions may be missing. */
type AnyDefinition = StateDefinition<z.ZodObject, Queries> &
  ActionDefinition<z.ZodObject, Queries> &
  ReadDefinition<z.ZodObject, Queries>;

function define(kind: keyof typeof FUNCTIONS, definition: AnyDefinition): Module {
  switch (kind) {
    case 'state':
      return defineState(definition);
    case 'action':
      return defineAction(definition);
    case 'read':
      return defineRead(definition);
  }
}

interface Wanted {
  readonly key: string;
  readonly isNeeded: boolean;
  readonly file: string;
}

function guardFunction(module: Readonly<Record<string, unknown>>, { key, isNeeded, file }: Wanted): [string, Call][] {
  const call = module[key];
  if (call === undefined && !isNeeded) return [];
  if (typeof call !== 'function') throw new ContractFault(`its module needs a function ${key}`);
  return [[key, guarded(call as Call, { key, isNeeded, file })]];
}

const guarded =
  (call: Call, { key, file }: Wanted): Call =>
  (...args) => {
    const result = attempt(() => call(...args), `${file}: ${key}`);
    if (LISTS.includes(key) && !Array.isArray(result)) throw new ModuleFailure(`${file}: ${key} must give a list`);
    return result;
  };

function attempt(work: () => unknown, where: string): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof ModuleFailure) throw error;
    // the error may come from another realm, where instanceof does not work
    const { message = String(error), stack = '' } = error as Partial<Error>;
    const [, place] = /\n\s+at ([^\n]+)/.exec(stack) ?? [];
    throw new ModuleFailure(`${where}: ${message}`, place && `At ${place}.`);
  }
}
