const SHOWN = 3;

/** Names of hosts for a sentence: `web1, web2, web3 and 4 more`. */
export const nameHosts = (hosts: readonly string[]): string =>
  hosts.length <= SHOWN + 1 ? hosts.join(', ') : `${hosts.slice(0, SHOWN).join(', ')} and ${hosts.length - SHOWN} more`;
