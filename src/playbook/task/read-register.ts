import { readString } from '../../yaml/read-value.ts';
import type { YamlNode } from '../../yaml/node.ts';
import { checkGivenName, diagnosticsOf } from './task-context.ts';
import type { TaskContext } from './task-context.ts';

/** The name of a task's registered result; an invalid name is reported. */
export function readRegister(node: YamlNode | undefined, context: TaskContext): string | undefined {
  if (!node) return undefined;
  const name = readString(node, 'register', diagnosticsOf(context));
  return name !== undefined && checkGivenName(name, node, context) ? name : undefined;
}
