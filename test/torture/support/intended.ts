import type { TortureItem, TorturePlaybook } from './playbook.ts';

/** Whether a playbook has something that is done otherwise on purpose: docs/guide/coming-from-ansible.md says what. */
export const isIntended = ({ plays }: TorturePlaybook): boolean =>
  plays.some((play) => {
    const items = below(play.tasks);
    const isOnce = items.some((item) => item.kind === 'task' && item.runsOnce);
    const isFatal = play.anyErrorsFatal === true || play.maxFailPercentage !== undefined;
    const hasAlways = items.some((item) => item.kind === 'block' && item.always.length > 0);
    // run_once asks one host after another, and runs once in a run; a failure ends the play although its block has an always
    return isOnce || (isFatal && hasAlways);
  });

function below(items: readonly TortureItem[]): TortureItem[] {
  return items.flatMap((item) => {
    if (item.kind === 'block') return [item, ...below([...item.block, ...item.rescue, ...item.always])];
    return item.kind === 'include' ? [item, ...below(item.items)] : [item];
  });
}
