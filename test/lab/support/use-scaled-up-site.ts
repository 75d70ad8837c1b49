import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll } from '@jest/globals';
import { checkout, lab } from './lab.ts';
import { type Answer, type Load, failed, startClient } from './load-client.ts';
import { type Authority, makeAuthority } from './make-authority.ts';
import { runSite } from './run-role.ts';
import { type LabHost, useHost } from './use-host.ts';
import { type Project, useProject } from './use-project.ts';
import { useSite } from './use-site.ts';

const NAMES = ['lb1', 'lb2', 'web1', 'web2', 'app1', 'app2', 'db1', 'db2', 'mon1'];

export interface ScaledUpSite {
  readonly project: () => Project;
  readonly authority: () => Authority;
  /** A fresh host that is not in the inventory. */
  readonly spare: () => LabHost;
  /** Hosts in the inventory. */
  readonly hosts: () => readonly string[];
  /** Writes the inventory with these web and application servers, databases (the primary first), and the other hosts. */
  readonly writeInventory: (web: readonly string[], app: readonly string[], db?: readonly string[]) => Promise<void>;
  /** Runs provision on the site; `variables` take the place of the inventory's from then on. */
  readonly run: (variables?: Record<string, unknown>, ...args: string[]) => ReturnType<typeof runSite>;
  /** What becomes of 20 requests a second through the floating address while something goes on. */
  readonly loadDuring: (
    work: () => Promise<unknown>,
    load?: Partial<Pick<Load, 'name' | 'ca' | 'timeoutMs'>>,
  ) => Promise<readonly Answer[]>;
}

/** The site's nine hosts with the example inventory's variables, not yet converged, for the tests of the surrounding `describe`. */
export function useScaledUpSite(): ScaledUpSite {
  useSite();
  const spare = useHost();
  const project = useProject('roles', 'playbooks');
  const authority = makeAuthority('site', 'vagrant.test');
  let hosts: readonly string[] = [];
  let variables: Record<string, unknown> = {};

  const writeInventory: ScaledUpSite['writeInventory'] = async (web, app, database = ['db1', 'db2']) => {
    hosts = [...NAMES.filter((name) => !/^(web|app|db)/.test(name)), ...web, ...app, ...database];
    const group = (members: readonly string[]) => ({ hosts: Object.fromEntries(members.map((name) => [name, {}])) });
    const db = { children: { db_primary: group(database.slice(0, 1)), db_replica: group(database.slice(1)) } };
    const groups = { lb: group(['lb1', 'lb2']), web: group(web), app: group(app), db, mon: group(['mon1']) };
    project().write('inventories/test/hosts.yml', await lab('inventory', ...hosts));
    project().write('inventories/test/groups.yml', JSON.stringify(groups));
  };

  beforeAll(async () => {
    const directory = join(project().directory, 'inventories/test');
    cpSync(join(checkout, 'inventories/vagrant/group_vars'), join(directory, 'group_vars'), { recursive: true });
    project().write('inventories/test/.generated/ca/certificate.pem', authority.certificate);
    project().write('inventories/test/.generated/ca/key.pem', authority.key);
    await writeInventory(['web1', 'web2'], ['app1', 'app2']);
  });

  return {
    project,
    authority: () => authority,
    spare,
    hosts: () => hosts,
    writeInventory,
    run: (more = {}, ...args) => {
      variables = { ...variables, ...more };
      return runSite(project(), ...args, '-e', JSON.stringify(variables));
    },
    loadDuring: async (work, { name = 'www.vagrant.test', ca = authority.certificate, timeoutMs = 5000 } = {}) => {
      const path = (number: number) => PATHS[number % PATHS.length] ?? '/';
      const client = startClient({ name, address: '10.77.0.10', ca, path, timeoutMs, browses: true });
      await client.answers(20);
      await work();
      await client.answers(20);
      return client.stop();
    },
  };
}

// The first is sent as a POST: it is written to the primary. The next is read from the replica.
const PATHS = ['/notes', '/notes', '/hello', '/'];

/** Those that did not get what they asked for; a form is answered with 303. */
export const failures = (answers: readonly Answer[]): Answer[] => failed(answers, 303);
