import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll } from '@jest/globals';
import { checkout, lab } from './lab.ts';
import { makeAuthority } from './make-authority.ts';
import type { Authority } from './make-authority.ts';
import type { LabHost, Suite } from './use-host.ts';
import { useHost } from './use-host.ts';
import type { Project } from './use-project.ts';
import { useProject } from './use-project.ts';

/** A web server and application servers behind it, declared and not yet made. */
export interface Application {
  readonly authority: Authority;
  readonly project: () => Project;
  readonly web: () => LabHost;
  readonly app: (number: number) => LabHost;
  /** The database server, where there is one. */
  readonly db: () => LabHost;
  /** Sets variables beside those that the roles need. */
  readonly vary: (variables: Record<string, unknown>) => void;
  /** The sample application with a change of one of its files, as `appserver_source`. */
  readonly version: (name: string, change: (code: string) => string) => string;
}

interface ApplicationOptions {
  /** Release of the application servers. */
  readonly suite?: Suite;
  /** Whether there is a database. */
  readonly database?: boolean;
}

const playbook = (roles: readonly string[]): string => `- hosts: all
  become: true
  roles:
    - tls
${roles.map((role) => `    - ${role}\n`).join('')}    - { role: nginx, hosts: web }
- import_playbook: deploy.yml
`;

/** For the tests of the surrounding `describe`: the site www.site.test, with this many application servers. */
export function useApplication(
  servers: number,
  { suite = 'bookworm', database = false }: ApplicationOptions = {},
): Application {
  const web = useHost('bookworm');
  const apps = Array.from({ length: servers }, () => useHost(suite));
  const db = database ? [useHost('bookworm')] : [];
  const project = useProject('roles', 'playbooks');
  const authority = makeAuthority('application');
  const app = (number: number): LabHost => {
    const host = apps[number - 1]?.();
    if (!host) throw new Error(`there is no application server ${number}`);
    return host;
  };

  const vary = (variables: Record<string, unknown>): void =>
    project().write(
      'inventories/test/group_vars/all.yml',
      JSON.stringify({
        tls_domain: 'site.test',
        tls_ca_certificate: authority.certificate,
        tls_ca_key: authority.key,
        tls_extra_names: ['www.site.test', 'app.site.test'],
        nginx_upstreams: [
          {
            name: 'app',
            tls_name: 'app.site.test',
            servers: apps.map((host) => ({ address: host().address, port: 8443 })),
          },
        ],
        nginx_vhosts: [
          {
            name: 'site',
            server_names: ['www.site.test'],
            root: '/var/www/site',
            files: join(checkout, 'roles/appserver/files/sample-app/static'),
            upstream: 'app',
            check: { path: '/hello', status: 200, content: 'Hello' },
          },
        ],
        ...(database && databaseVariables(`${db[0]?.().address ?? ''}:3306`)),
        ...variables,
      }),
    );

  beforeAll(async () => {
    const names = (hosts: readonly LabHost[]) =>
      JSON.stringify(Object.fromEntries(hosts.map(({ name }) => [name, {}])));
    const groups = { web: [web], app: apps, db_primary: db };
    const hosts = await lab('inventory', ...Object.values(groups).flatMap((of) => of.map((host) => host().name)));
    const children = Object.entries(groups).map(
      ([group, of]) => `    ${group}: { hosts: ${names(of.map((host) => host()))} }\n`,
    );
    project().write('inventories/test/hosts.yml', `${hosts}  children:\n${children.join('')}`);
    project().write('playbooks/site.yml', playbook(database ? ['{ role: mysql-primary, hosts: db_primary }'] : []));
    vary({});
  });

  return {
    authority,
    project,
    web,
    app,
    db: () => {
      const [host] = db;
      if (!host) throw new Error('there is no database');
      return host();
    },
    vary,
    version: (name, change) => {
      const to = join(project().directory, 'versions', name);
      cpSync(join(checkout, 'roles/appserver/files/sample-app'), to, { recursive: true });
      const code = join(to, 'app.py');
      writeFileSync(code, change(readFileSync(code, 'utf8')));
      return to;
    },
  };
}

const databaseVariables = (primary: string): Record<string, unknown> => ({
  mysql_replication_password: 'replicates-in-the-lab',
  mysql_databases: [{ name: 'app' }],
  mysql_users: [{ name: 'app', password: 'writes-in-the-lab', from: ['app'], priv: 'app.*:ALL' }],
  appserver_database_primary: primary,
  appserver_database_password: 'writes-in-the-lab',
});
