import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { lab } from '../lab.ts';
import type { RoleSetting } from './settings.ts';

/** A directory for both tools: hosts.yml, play.yml, vars.yml, and links to the directory of roles. */
export async function writeProject(directory: string, folder: string, setting: RoleSetting, host: string): Promise<void> {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  symlinkSync(folder, join(directory, 'roles'));
  symlinkSync(folder, join(directory, 'collections'));
  writeFileSync(join(directory, 'hosts.yml'), await inventory(host));
  writeFileSync(join(directory, 'vars.yml'), dump(setting.vars));
  writeFileSync(join(directory, 'play.yml'), play(folder, setting));
}

// Within the lab's network, its hosts are reached without the proxy in the inventory of `vagrant/lab`.
async function inventory(host: string): Promise<string> {
  const text = await lab('inventory', host);
  return text.replace(/ -o ProxyCommand="[^"]*"/, '') + '    ansible_become: true\n';
}

function play(folder: string, { role, play }: RoleSetting): string {
  if (play) return dump(play);
  const own = join(folder, role, 'molecule/default/converge.yml');
  return existsSync(own) ? readFileSync(own, 'utf8') : dump([{ hosts: 'all', roles: [role] }]);
}
