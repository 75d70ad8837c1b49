/** Groups of hosts: each host is its own group until it is joined with another. */
export class HostGroups {
  readonly #parents = new Map<string, string>();

  join(a: string, b: string): void {
    const [rootA, rootB] = [this.#rootOf(a), this.#rootOf(b)];
    if (rootA !== rootB) this.#parents.set(rootB, rootA);
  }

  /** The groups of these hosts, in the order of their first hosts. */
  split(hosts: readonly string[]): string[][] {
    const groups = new Map<string, string[]>();
    for (const host of hosts) {
      const root = this.#rootOf(host);
      const group = groups.get(root);
      if (group) group.push(host);
      else groups.set(root, [host]);
    }
    return [...groups.values()];
  }

  #rootOf(host: string): string {
    let root = host;
    for (let parent = this.#parents.get(root); parent !== undefined; parent = this.#parents.get(root)) root = parent;
    for (let at = host; at !== root;) {
      const next = this.#parents.get(at) ?? root;
      this.#parents.set(at, root);
      at = next;
    }
    return root;
  }
}
