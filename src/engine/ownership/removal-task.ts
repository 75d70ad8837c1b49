import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Templated } from '../../expression/compiled.ts';
import type { Role, Task } from '../../playbook/types.ts';
import { NO_KEYWORDS } from '../../playbook/task/read-keywords.ts';
import type { Module } from '../../module-api/module.ts';
import type { OwnedResource } from './manifest.ts';

export interface RemovalOptions {
  readonly key: string;
  readonly resource: OwnedResource;
  readonly module: Module;
  readonly role: Role;
  readonly range: SourceRange | undefined;
}

/** The task that removes resources that a role entry no longer declares. */
export function removalTask({ key, resource, module, role, range = NOWHERE }: RemovalOptions): Task {
  const literal = (value: unknown): Templated => ({ kind: 'literal', value, range });
  return {
    kind: 'task',
    id: `${role.name}/removed/${key}`,
    name: literal(`remove ${key.slice(key.indexOf(':') + 1)}, which is no longer declared`),
    module,
    args: literal(resource.params),
    loopControl: { loopVar: 'item' },
    role,
    searchPath: { files: [], templates: [], vars: [] },
    range,
    ...NO_KEYWORDS,
    notify: resource.notify.map(literal),
    become: true,
  };
}

const NOWHERE: SourceRange = { source: { path: 'manifest', text: '' }, start: 0, end: 0 };
