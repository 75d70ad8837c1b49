import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const REGIONS = 20;
const SERVICES = 180;
const VARIABLES = 5;

/**
 * A project with an inventory of this many hosts in 200 groups: 20 regions with 180 services below them. The group all and each region,
 * service and host have five variables, one of which is a mapping.
 */
export function writeLargeProject(directory: string, hosts: number): void {
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  put('inventories/large/hosts.yml', renderHosts(hosts));
  put('inventories/large/group_vars/all.yml', renderVariables('all', 'all', ''));
  for (let region = 1; region <= REGIONS; region++)
    put(`inventories/large/group_vars/region${region}.yml`, renderVariables('region', `region${region}`, ''));
  for (let service = 1; service <= SERVICES; service++)
    put(`inventories/large/group_vars/service${service}.yml`, renderVariables('service', `service${service}`, ''));
  put('playbooks/large.yml', '- hosts: all\n  roles:\n    - large\n');
  put('roles/large/tasks/main.yml', TASKS);
}

const TASKS = ['all', 'region', 'service', 'host']
  .map(
    (level) =>
      `- copy:\n    dest: /etc/${level}.conf\n    content: "<%= ${level}_name %> <%= ${level}_limits.most %>\\n"\n`,
  )
  .join('');

function renderHosts(hosts: number): string {
  const services = Array.from({ length: SERVICES }, (_, index) => {
    const lines: string[] = [];
    for (let host = index; host < hosts; host += SERVICES) {
      const name = `host${host + 1}`;
      lines.push(`            ${name}:\n${renderVariables('host', name, '              ')}`);
    }
    return `        service${index + 1}:\n          hosts:\n${lines.join('')}`;
  });
  const perRegion = SERVICES / REGIONS;
  const regions = Array.from(
    { length: REGIONS },
    (_, index) =>
      `    region${index + 1}:\n      children:\n${services.slice(index * perRegion, (index + 1) * perRegion).join('')}`,
  );
  return `all:\n  children:\n${regions.join('')}`;
}

function renderVariables(level: string, name: string, indent: string): string {
  const plain = Array.from({ length: VARIABLES - 3 }, (_, index) => `${level}_setting_${index + 1}: value of ${name}`);
  const lines = [`${level}_name: ${name}`, ...plain, `${level}_port: 8080`, `${level}_limits: {least: 1, most: 100}`];
  return lines.map((line) => `${indent}${line}\n`).join('');
}
