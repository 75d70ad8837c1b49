import { FakeSite } from '../../engine/support/fake-site.ts';
import { countFailures } from './count-failures.ts';
import type { FailureCounts } from './count-failures.ts';
import { nameOf } from './intended.ts';
import { tasksOf } from './playbook-tasks.ts';
import { PROVISION } from './dialects.ts';
import { HOSTS } from './playbook.ts';
import type { TortureOutcome, TorturePlaybook } from './playbook.ts';
import { renderPlaybook } from './render-playbook.ts';
import { readLog } from './run-ansible.ts';

/** Runs a playbook with the engine, on hosts that are directories of this machine. */
export async function runProvision(playbook: TorturePlaybook): Promise<TortureOutcome> {
  const site = new FakeSite([...HOSTS]);
  try {
    const { 'site.yml': text = '', ...files } = renderPlaybook(playbook, PROVISION);
    for (const [name, content] of Object.entries(files)) site.write(name, content);
    const { flag, tag } = playbook.tags ?? {};
    const tags = { only: flag === 'tags' && tag ? [tag] : [], skip: flag === 'skip-tags' && tag ? [tag] : [] };
    const run = await site.apply(text, { tags });
    const logs = Object.fromEntries(HOSTS.map((host) => [host, readLog(site.path(host, 'log'))]));
    const once = new Set(playbook.plays.flatMap(tasksOf).flatMap(({ item }) => (item.runsOnce ? [item.name] : [])));
    const counts = HOSTS.map((host) => {
      const hasRun = (task: string): boolean =>
        !once.has(task) || (logs[host] ?? []).some((line) => nameOf(line) === task);
      const rescuedItems = run.hosts[host]?.rescued ?? 0;
      return [host, countFailures({ host, events: run.events, rescuedItems, hasRun })] as const;
    });
    const column = (name: keyof FailureCounts) =>
      Object.fromEntries(counts.map(([host, count]) => [host, count[name]]));
    return {
      logs,
      rescued: column('rescued'),
      ignored: column('ignored'),
      failed: column('failed'),
      isSuccess: run.exitCode === 0,
    };
  } finally {
    site.remove();
  }
}
