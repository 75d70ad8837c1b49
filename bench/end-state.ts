import type { Host, Login } from './on-hosts.ts';
import { runOnHosts } from './on-hosts.ts';
import { STATE_SCRIPT, WIPE_SCRIPT } from './work/scripts.ts';

/** Compares the end states of the contenders on the hosts, and resets the hosts. */
export class EndState {
  readonly #hosts: readonly Host[];
  readonly #login: Login;
  readonly #expected = new Map<string, ReadonlyMap<string, string>>();

  constructor(hosts: readonly Host[], login: Login) {
    this.#hosts = hosts;
    this.#login = login;
  }

  /** Removes everything that any contender has created, and verifies that nothing is left. */
  async wipe(): Promise<void> {
    await runOnHosts(this.#hosts, this.#login, () => WIPE_SCRIPT);
    await this.expect('before');
  }

  /** The first contender defines the expected state; throws with the differing lines if a later one leaves another state. */
  async expect(name: string): Promise<void> {
    const found = await runOnHosts(this.#hosts, this.#login, () => STATE_SCRIPT);
    const expected = this.#expected.get(name);
    if (!expected) {
      this.#expected.set(name, found);
      return;
    }
    for (const [host, text] of found) {
      const wanted = expected.get(host) ?? '';
      if (text !== wanted) throw new Error(`${host} ends in another state:\n${difference(wanted, text)}`);
    }
  }
}

function difference(wanted: string, found: string): string {
  const before = new Set(wanted.split('\n'));
  const after = new Set(found.split('\n'));
  const gone = [...before].filter((line) => !after.has(line)).map((line) => `- ${line}`);
  const come = [...after].filter((line) => !before.has(line)).map((line) => `+ ${line}`);
  return [...gone, ...come].slice(0, 20).join('\n');
}
