import type * as z from 'zod';
import type { ActionModule, ControlModule, Module, Queries, ReadModule, StateModule } from './module.ts';

/** The parameters as a module sees them: parsed, with defaults. */
type Params<S extends z.ZodObject> = z.output<S>;

/** Types a module's functions from its schema and queries. */
export function defineState<S extends z.ZodObject, Q extends Queries>(
  module: Omit<StateModule<Params<S>, Q>, 'kind' | 'params'> & { params: S },
): Module {
  return { ...module, kind: 'state' } as unknown as Module;
}

export function defineAction<S extends z.ZodObject, Q extends Queries>(
  module: Omit<ActionModule<Params<S>, Q>, 'kind' | 'params'> & { params: S },
): Module {
  return { ...module, kind: 'action' } as unknown as Module;
}

export function defineRead<S extends z.ZodObject, Q extends Queries>(
  module: Omit<ReadModule<Params<S>, Q>, 'kind' | 'params'> & { params: S },
): Module {
  return { ...module, kind: 'read' } as unknown as Module;
}

export function defineControl<S extends z.ZodObject>(
  module: Omit<ControlModule<Params<S>>, 'kind' | 'params'> & { params: S },
): Module {
  return { ...module, kind: 'control' } as unknown as Module;
}
