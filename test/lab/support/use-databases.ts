import { beforeAll } from '@jest/globals';
import { lab, ssh } from './lab.ts';
import { makeAuthority } from './make-authority.ts';
import type { LabHost, Suite } from './use-host.ts';
import { useHost } from './use-host.ts';
import type { Project } from './use-project.ts';
import { useProject } from './use-project.ts';

/** Two hosts of a project with the roles of a primary and a replica, and how to talk to their servers. */
export interface Databases {
  readonly project: () => Project;
  readonly first: () => LabHost;
  readonly second: () => LabHost;
  /** Says which of the two is the primary, and who replicates from it. */
  readonly arrange: (primary: LabHost, replicas: readonly LabHost[]) => Promise<void>;
  /** Sets variables beside those that the roles need. */
  readonly vary: (variables: Record<string, unknown>) => void;
}

const PLAYBOOK = `- hosts: all
  become: true
  roles:
    - tls
    - { role: mysql-primary, hosts: db_primary }
    - { role: mysql-replica, hosts: db_replica }
`;

/** For the tests of the surrounding \`describe\`: database `app`, and account `app` that may come from both hosts. */
export function useDatabases(suite: Suite = 'bookworm'): Databases {
  const first = useHost(suite);
  const second = useHost(suite);
  const project = useProject('roles', 'playbooks');
  const authority = makeAuthority('databases');

  const arrange = async (primary: LabHost, replicas: readonly LabHost[]): Promise<void> => {
    const hosts = await lab('inventory', first().name, second().name);
    const names = (of: readonly LabHost[]) => JSON.stringify(Object.fromEntries(of.map(({ name }) => [name, {}])));
    project().write(
      'inventories/test/hosts.yml',
      `${hosts}  children:\n    db_primary: { hosts: ${names([primary])} }\n    db_replica: { hosts: ${names(replicas)} }\n`,
    );
  };
  const vary = (variables: Record<string, unknown>): void =>
    project().write(
      'inventories/test/group_vars/all.yml',
      JSON.stringify({
        tls_domain: 'site.test',
        tls_ca_certificate: authority.certificate,
        tls_ca_key: authority.key,
        mysql_replication_password: 'replicates-in-the-lab',
        mysql_databases: [{ name: 'app' }],
        mysql_users: [{ name: 'app', password: 'uses-the-lab', from: ['db_primary', 'db_replica'], priv: 'app.*:ALL' }],
        ...variables,
      }),
    );

  beforeAll(async () => {
    project().write('playbooks/site.yml', PLAYBOOK);
    vary({});
    await arrange(first(), [second()]);
  });
  return { project, first, second, arrange, vary };
}

/** What a server answers to root on the host itself: rows of fields between tabs. Rejects where it refuses. */
export async function ask({ name }: LabHost, sql: string): Promise<string> {
  const client = '$(command -v mariadb || command -v mysql)';
  const { exitCode, stdout, stderr } = await ssh(name, `sudo ${client} -BN`, { stdin: sql });
  if (exitCode !== 0) throw new Error(`${sql}: ${stderr}`);
  return stdout.trim();
}
