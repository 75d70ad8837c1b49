import { secretParams } from '../../module-api/param-meta.ts';
import type { Step } from '../../module-api/step.ts';
import type { RenderedTask } from '../../predict/plan-task.ts';
import type { TaskLabel } from '../events.ts';
import type { Tracer } from '../host/tracer.ts';
import type { QueuedChange } from './queued-change.ts';

/** With -vvv: reports the script of each change, without text that no_log hides and without input on stdin. */
export function traceSteps(tracer: Tracer, changes: readonly QueuedChange[]): void {
  if (!tracer.wants(3)) return;
  for (const { label, planned, isHidden } of changes)
    tracer.tell(3, 'script', () => ({
      task: label,
      text: isHidden ? '(hidden by no_log)' : planned.steps.map(describeStep).join('\n'),
    }));
}

function describeStep(step: Step): string {
  if (step.kind === 'run') return step.script;
  if (step.kind === 'fetch') return `# fetch ${step.path}`;
  const { path, content, mode, owner, group, validate } = step;
  const size = content.kind === 'bytes' ? content.bytes.length : content.size;
  const words = [mode, owner, group].filter((word) => word !== undefined).join(' ');
  return [`# write ${path}, ${size ?? '?'} bytes${words && `, ${words}`}`, ...(validate ? [validate] : [])].join('\n');
}

/** With -vv: reports the rendered parameters of a task; secrets are hidden. */
export function traceParams(tracer: Tracer, task: TaskLabel, { module, params }: RenderedTask): void {
  tracer.tellParams(task, () => {
    const secret = secretParams(module.params);
    const given = Object.entries(params as object).filter(([, value]) => value !== undefined);
    const lines = given.map(([key, value]) => `${key}: ${secret.includes(key) ? '(hidden)' : JSON.stringify(value)}`);
    return lines.join('\n');
  });
}
