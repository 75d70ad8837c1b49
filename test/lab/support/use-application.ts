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
  /** Sets variables beside those that the roles need. */
  readonly vary: (variables: Record<string, unknown>) => void;
  /** The sample application with a change of one of its files, as `appserver_source`. */
  readonly version: (name: string, change: (code: string) => string) => string;
}

const PLAYBOOK = `- hosts: all
  become: true
  roles:
    - tls
    - { role: nginx, hosts: web }
- import_playbook: deploy.yml
`;

/** For the tests of the surrounding \`describe\`: the site www.site.test, with this many application servers. */
export function useApplication(servers: number, suite: Suite = 'bookworm'): Application {
  const web = useHost('bookworm');
  const apps = Array.from({ length: servers }, () => useHost(suite));
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
        ...variables,
      }),
    );

  beforeAll(async () => {
    const names = (hosts: readonly LabHost[]) =>
      JSON.stringify(Object.fromEntries(hosts.map(({ name }) => [name, {}])));
    const all = [web(), ...apps.map((host) => host())];
    const hosts = await lab('inventory', ...all.map(({ name }) => name));
    project().write(
      'inventories/test/hosts.yml',
      `${hosts}  children:\n    web: { hosts: ${names([web()])} }\n    app: { hosts: ${names(all.slice(1))} }\n`,
    );
    project().write('playbooks/site.yml', PLAYBOOK);
    vary({});
  });

  return {
    authority,
    project,
    web,
    app,
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
