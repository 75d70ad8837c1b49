import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from './lab.ts';
import { makeAuthority } from './make-authority.ts';
import type { Project } from './use-project.ts';

/** The name that users of a site in the lab ask for. */
export const SITE_NAME = 'www.vagrant.test';

/** The most tasks that the first dry run of a site may leave open, in containers and on virtual machines alike. */
export const MAY_CHANGES = { distributed: 160, single: 90 } as const;

export interface SmallerSite {
  /** Names of hosts by group: lb, web, app, db_primary, db_replica, mon. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** Variables of db_primary. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/**
 * Gives a project, which has the checkout's roles and playbooks, an inventory `test`: the lab's site on fewer hosts. Resolves to the certificate
 * of the authority that vouches for the site, as PEM.
 */
export async function prepareSmallerSite(project: Project, { groups, variables }: SmallerSite): Promise<string> {
  const inventory = 'inventories/test';
  cpSync(join(checkout, 'inventories/vagrant/group_vars'), join(project.directory, inventory, 'group_vars'), {
    recursive: true,
  });
  const { certificate, key } = makeAuthority('smaller', 'vagrant.test');
  project.write(`${inventory}/.generated/ca/certificate.pem`, certificate);
  project.write(`${inventory}/.generated/ca/key.pem`, key);
  await project.writeInventory(...new Set(Object.values(groups).flat()));
  const of = (group: string) => ({ [group]: { hosts: Object.fromEntries((groups[group] ?? []).map((h) => [h, {}])) } });
  const db = { children: { ...of('db_primary'), ...of('db_replica') } };
  project.write(
    `${inventory}/groups.yml`,
    JSON.stringify({ ...of('lb'), ...of('web'), ...of('app'), db, ...of('mon') }),
  );
  if (variables) project.write(`${inventory}/group_vars/db_primary.yml`, JSON.stringify(variables));
  // one balancer: nothing floats
  project.write(
    `${inventory}/group_vars/lb.yml`,
    `haproxy_cluster_name: ${SITE_NAME}\nhaproxy_cluster_check_path: /health\nhaproxy_cluster_metrics_password: <%= monitoring_agent_password %>\n`,
  );
  return certificate;
}
