import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { didYouMean, listed } from '../../diagnostic/suggest.ts';
import type { Handler, Play } from '../types.ts';
import { handlersOf, walkItems } from '../task/walk-tasks.ts';

/** Reports notifications with literal names of handlers that the play does not have. */
export function checkNotify(play: Play, diagnostics: DiagnosticList): void {
  const handlers = handlersOf(play);
  // a templated name may match any notification
  if (handlers.some(({ name }) => name && name.kind !== 'literal')) return;
  const names = new Set(handlers.flatMap(namesOf));
  const items = [...play.preTasks, ...play.tasks, ...play.postTasks, ...play.roles.flatMap(({ role }) => role.tasks)];
  for (const task of [...walkItems(items), ...walkItems(handlers)]) {
    if (task.kind !== 'task') continue;
    for (const notify of task.notify) {
      if (notify.kind !== 'literal' || names.has(String(notify.value))) continue;
      diagnostics.error({
        code: 'unknown-handler',
        summary: `There is no handler ${JSON.stringify(notify.value)}`,
        suggestion: didYouMean(String(notify.value), names) ?? suggestAny(String(notify.value), names),
        range: notify.range,
      });
    }
  }
}

function namesOf({ name, listen, role }: Handler): string[] {
  const own = name?.kind === 'literal' ? String(name.value) : undefined;
  return [...listen, ...(own === undefined ? [] : [own, ...(role ? [`${role.name} : ${own}`] : [])])];
}

const suggestAny = (name: string, names: ReadonlySet<string>): string =>
  names.size === 0
    ? `This play has no handlers: add \`- name: ${name}\` under \`handlers:\`, or in handlers/main.yml of the role.`
    : `The play's handlers are ${listed([...names].sort())}.`;
