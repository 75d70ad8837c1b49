import { hostname, userInfo } from 'node:os';

/** What a Jinja template may read of itself, as with Ansible. Times are left out: they would change the file each time. */
export const templateVariables = (given: string, path: string): Readonly<Record<string, unknown>> => ({
  ansible_managed: 'Ansible managed',
  template_path: given,
  template_fullpath: path,
  template_host: hostname(),
  template_uid: userInfo().username,
});
