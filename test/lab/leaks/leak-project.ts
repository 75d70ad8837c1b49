import { readFileSync } from 'node:fs';
import { lab } from '../support/lab.ts';
import type { Project } from '../support/use-project.ts';
import { leakPlay, LEAK_TASKS, NAMED_TASKS } from './leak-tasks.ts';
import { RECORDED_PORT } from './record-commands.ts';
import { secretOf } from './secrets.ts';

const VAULT = 'inventories/test/group_vars/all/vault.yml';
/** Variables by which a run uses the sshd that records. */
export const BY_RECORDED = ['--accept-new-host-keys', '-e', `ansible_port=${RECORDED_PORT}`, '-e', 'ansible_user=root'];
export const WITH_PASSWORD = ['--vault-password-file', '.password'];

export interface LeakProject {
  readonly kinds: readonly string[];
  /** Files of tasks that need what the host does not have. */
  readonly leftOut: readonly string[];
}

/** Writes the project: the playbook `site` for the sshd of the host that records (`BY_RECORDED`), and `names` for the ordinary one and sudo. */
export async function writeLeakProject(project: Project, host: string, given: LeakProject): Promise<void> {
  const { directory } = project;
  project.write('.password', 'vault');
  project.write(VAULT, JSON.stringify({ leak: Object.fromEntries(given.kinds.map((kind) => [kind, secretOf(kind)])) }));
  await project.provisionOrThrow(['vault', 'encrypt', VAULT, ...WITH_PASSWORD]);
  const files = [...LEAK_TASKS].filter(([name]) => !given.leftOut.includes(name));
  project.write('playbooks/site.yml', leakPlay(files.map(([, tasks]) => tasks).join(''), given.kinds));
  project.write('playbooks/names.yml', leakPlay(NAMED_TASKS, given.kinds));
  project.write('playbooks/templates/page.ejs', 'user=x\npassword=<%= secret %>\n');
  project.write('playbooks/files/say.sh', 'printf "%s\\n" "$LEAK"; printf "%s\\n" "$LEAK" >&2; exit 0\n');
  // the keys of a port that only this suite knows are nobody else's business
  const [inventory = '', known = ''] = splitKnownHosts(await lab('inventory', host), directory);
  project.write('inventories/test/hosts.yml', inventory);
  project.write('known_hosts', readFileSync(known, 'utf8'));
}

function splitKnownHosts(inventory: string, directory: string): string[] {
  const option = 'UserKnownHostsFile=';
  const known = new RegExp(`${option}([^\\s']+)`).exec(inventory)?.[1] ?? '';
  return [inventory.replace(`${option}${known}`, `${option}${directory}/known_hosts`), known];
}
