import type { TortureItem, TorturePlaybook } from './playbook.ts';

/** Whether a playbook has something that is done otherwise on purpose: docs/guide/coming-from-ansible.md says what. */
export const isIntended = ({ plays }: TorturePlaybook): boolean =>
  plays.some(({ tasks, serial, anyErrorsFatal, maxFailPercentage }) => {
    const isFatal = anyErrorsFatal === true || maxFailPercentage !== undefined;
    const hasAlways = below(tasks).some((item) => item.kind === 'block' && item.always.length > 0);
    // run_once asks one host after another, and runs once in a run; a failure ends the play although its block has an always
    return hasOnce(tasks, serial !== undefined) || (isFatal && hasAlways);
  });

/** Whether a task with run_once stands below conditions, or in batches, or is counted as failed on all hosts. */
function hasOnce(items: readonly TortureItem[], isConditional: boolean): boolean {
  return items.some((item) => {
    const isBelow = isConditional || item.when !== undefined;
    if (item.kind === 'task') return item.runsOnce === true && (isBelow || item.failsOn.length > 0);
    return hasOnce(within(item), isBelow);
  });
}

const below = (items: readonly TortureItem[]): TortureItem[] => items.flatMap((item) => [item, ...below(within(item))]);

function within(item: TortureItem): readonly TortureItem[] {
  if (item.kind === 'block') return [...item.block, ...item.rescue, ...item.always];
  return item.kind === 'include' ? item.items : [];
}
