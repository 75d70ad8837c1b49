import { FACTS } from '../../dist/keywords/fact-table.js';
import { MAGIC_VARIABLES } from '../../dist/keywords/magic-table.js';
import { code, GENERATED, page, table } from './markdown.mjs';

/** docs/reference/facts.md: the facts of hosts, and the variables that the engine sets. */
export function factsPage() {
  return page(
    GENERATED,
    '# Facts and magic variables',
    '',
    'These variables are set automatically. `provision facts web1` prints the facts of a host, `provision console web1` evaluates expressions with them.',
    '',
    '## Facts',
    '',
    'A run reads the facts of a host when it connects, even with `gather_facts: false`. Values that change constantly (free memory, the date, the load) are not facts.',
    '',
    ...table(
      ['fact', 'meaning', 'example'],
      Object.entries(FACTS).map(([name, [meaning, example]]) => [
        code(`ansible_${name}`),
        meaning,
        code(JSON.stringify(example)),
      ]),
    ),
    'The names of some facts contain the name of an interface or the type of a key:',
    '',
    ...table(
      ['fact', 'meaning'],
      [
        [
          code('ansible_INTERFACE'),
          'An interface, with `_` for `-`, `.` and `:` in its name: `device`, `active`, `type`, `mtu`, `macaddress`, `ipv4` and `ipv6`.',
        ],
        [
          `${code('ansible_ssh_host_key_TYPE_public')}, ${code('ansible_ssh_host_key_TYPE_public_keytype')}`,
          "The host's public SSH keys. TYPE is `ed25519`, `ecdsa` or `rsa`.",
        ],
        [code('provision_ssh'), 'Who has connected: `client` is the address, `port` the port of the host.'],
      ],
    ),
    'A task that depends on the distribution:',
    '',
    '```yaml',
    '- name: Install the firewall',
    '  apt: { name: ufw }',
    '  when: ansible_distribution == "Debian" && Number(ansible_distribution_major_version) >= 12',
    '```',
    '',
    '## Magic variables',
    '',
    'What the engine sets. No variable of yours can have such a name without a prefix.',
    '',
    ...table(
      ['variable', 'meaning'],
      Object.entries(MAGIC_VARIABLES).map(([name, meaning]) => [code(name), meaning]),
    ),
    'The addresses of all hosts of a group, in a template:',
    '',
    '```ejs',
    '<% for (const name of groups.app) { -%>',
    'server <%= hostvars[name].ansible_host %>:8080;',
    '<% } -%>',
    '```',
  );
}
