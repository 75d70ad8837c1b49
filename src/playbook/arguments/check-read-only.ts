import type { SourceRange } from '../../diagnostic/source-range.ts';
import type { Module } from '../../module-api/module.ts';
import { withKnownParams } from './known-params.ts';
import type { Arg } from './read-args.ts';
import { diagnosticsOf } from '../task/task-context.ts';
import type { TaskContext } from '../task/task-context.ts';

/** Reports a task of a role's verify/ that may change a host. If this depends on the host, it is checked during the run. */
export function checkReadOnly(module: Module, args: readonly Arg[], at: SourceRange, context: TaskContext): void {
  if (isReadOnly(module, args)) return;
  diagnosticsOf(context).error({
    code: 'verify-changes',
    summary: `verify only reads, and ${module.name} may change the host`,
    suggestion: `Move \`${module.name}\` to tasks/main.yml; here ask with \`stat\`, \`uri\`, \`wait_for\` or \`slurp\`, and judge with \`assert\`.`,
    range: at,
  });
}

function isReadOnly(module: Module, args: readonly Arg[]): boolean {
  if (module.kind === 'read') return true;
  if (module.kind === 'control') return module.name !== 'reboot';
  if (module.kind === 'state') return false;
  return withKnownParams(module, args, (bound) => bound.kind === 'action' && bound.isReadOnly()) ?? true;
}
