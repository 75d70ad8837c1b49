import { hostname, userInfo } from 'node:os';

/** The variables about itself that a Jinja template can read, as in Ansible. Times are omitted, since they would change the file in every run. */
export const templateVariables = (given: string, path: string): Readonly<Record<string, unknown>> => ({
  ansible_managed: 'Ansible managed',
  template_path: given,
  template_fullpath: path,
  template_host: hostname(),
  template_uid: userInfo().username,
});
