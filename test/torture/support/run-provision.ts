import { FakeSite } from '../../engine/support/fake-site.ts';
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
    const count = (name: 'rescued' | 'ignored') =>
      Object.fromEntries(HOSTS.map((host) => [host, run.hosts[host]?.[name] ?? 0]));
    return {
      logs: Object.fromEntries(HOSTS.map((host) => [host, readLog(site.path(host, 'log'))])),
      rescued: count('rescued'),
      ignored: count('ignored'),
      isSuccess: run.exitCode === 0,
    };
  } finally {
    site.remove();
  }
}
