import { lab } from '../../support/lab.ts';
import { runOrThrow } from '../../support/run-command.ts';

/** The lab's hosts that stand for the hosts of a generated playbook. */
export class FaultyHosts {
  /** The lab's name of each, by its name in the playbook. */
  readonly names: Readonly<Record<string, string>>;

  constructor(names: Readonly<Record<string, string>>) {
    this.names = names;
  }

  get all(): readonly string[] {
    return Object.keys(this.names);
  }

  labName(host: string): string {
    return this.names[host] ?? host;
  }

  /** As root, by another way than the network; resolves to stdout. */
  on(host: string, script: string): Promise<string> {
    return runOrThrow('lxc-attach', ['-n', this.labName(host), '--', 'sh', '-c', script]);
  }

  onAll(script: string): Promise<string[]> {
    return Promise.all(this.all.map((host) => this.on(host, script)));
  }

  /** Sets the hosts back to where a playbook begins: empty logs, and no handler that is due. */
  async clear(): Promise<void> {
    await this.onAll(`rm -rf ${LOGS} /var/lib/provision/handlers; mkdir -p ${LOGS}`);
  }

  /** An inventory in which they have the playbook's names. */
  async inventory(): Promise<string> {
    const text = await lab('inventory', ...this.all.map((host) => this.labName(host)));
    const renamed = this.all.reduce((all, host) => all.replaceAll(`${this.labName(host)}:`, `${host}:`), text);
    return renamed.replace('  vars:\n', `  vars:\n    ansible_become: true\n    root: ${LOGS}\n`);
  }
}

const LOGS = '/var/tmp/torture';
