import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';
import type { Include, Task } from '../types.ts';

/** Converts an include to a task: its conditions, loop, register and failures work like those of other tasks. */
export function includeTask(include: Include): Task {
  const known = tasks.get(include);
  if (known) return known;
  const task = createTask(include);
  tasks.set(include, task);
  return task;
}

const tasks = new WeakMap<Include, Task>();

function createTask({ keywords, id, name, what, target, loop, loopControl, register, range }: Include): Task {
  return {
    ...keywords,
    kind: 'task',
    id,
    name,
    module: MODULES[what],
    args: { kind: 'mapping', entries: [{ key: 'target', keyRange: range, value: target }], range },
    loop,
    loopControl,
    register,
    notify: [],
    searchPath: { files: [], templates: [], vars: [] },
    range,
  };
}

const define = (name: string) =>
  defineControl({
    name,
    summary: 'Brings in other tasks.',
    params: z.strictObject({ target: z.string().min(1).describe('The file or the role.') }),
    examples: [],
    effect: ({ target }) => ({ kind: 'include', target }),
  });

const MODULES = { tasks: define('include_tasks'), role: define('include_role') } as const;
