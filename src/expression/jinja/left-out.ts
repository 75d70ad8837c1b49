export type PluginKind = 'filter' | 'test' | 'lookup';

/** Filters, tests and lookups of Ansible and its collections that are not supported, with alternatives. */
interface LeftOut {
  readonly kind: PluginKind;
  readonly names: readonly string[];
  readonly instead: string;
}

const leftOut = (kind: PluginKind, names: string, instead: string): LeftOut => ({
  kind,
  names: names.split(' '),
  instead,
});

const OWN_FILTER = "Write it in JavaScript, as a filter of the project's own.";

export const LEFT_OUT: readonly LeftOut[] = [
  leftOut(
    'filter',
    'vault unvault',
    'Keep the value encrypted with !vault: an expression decrypts and encrypts nothing.',
  ),
  leftOut(
    'filter',
    'cidr_merge hwaddr ip4_hex macaddr network_in_usable reduce_on_network slaac usable_range',
    `Use ipaddr, ipsubnet, nthhost or regex_replace. ${OWN_FILTER}`,
  ),
  leftOut(
    'filter',
    'consolidate get_path keep_keys param_list_compare remove_keys replace_keys to_paths',
    'Use combine, dict2items with selectattr, or json_query.',
  ),
  leftOut('filter', 'from_xml to_xml', 'Read and write XML with the module xml, or with a template.'),
  leftOut('filter', 'from_csv', "Use lookup('csvfile'), or splitlines and split."),
  leftOut('filter', 'jc', 'Have the command print JSON, and read it with from_json.'),
  leftOut('filter', 'hashids_decode hashids_encode', OWN_FILTER),
  leftOut('filter', 'validate', 'Use the module assert.'),
  leftOut(
    'filter',
    'comp_type5 hash_salt parse_cli parse_cli_textfsm parse_xml type5_pw vlan_expander vlan_parser',
    'It is for network devices, which are not managed here.',
  ),
  leftOut('test', 'is_mount mount', 'Look into ansible_facts.mounts: the machine that runs provision is not meant.'),
  leftOut(
    'test',
    'in_any_network in_one_network',
    "Use select('in_network', ...) for each of the networks, and the length of what that gives.",
  ),
  leftOut(
    'test',
    'ipv4_hostmask ipv4_netmask ipv6_ipv4_mapped ipv6_sixtofour ipv6_teredo private public reserved unspecified',
    "Use ipaddr with a query, such as ipaddr('private'), or is in_network.",
  ),
  leftOut('test', 'mac', "Use is match('^([0-9a-f]{2}:){5}[0-9a-f]{2}$', ignorecase=true)."),
  leftOut('test', 'resolvable', 'Run getent ahosts in a command: an expression asks no name server.'),
  leftOut('test', 'validate', 'Use the module assert.'),
  leftOut('test', 'a_module', 'A module that does not exist is found by provision lint.'),
  leftOut('lookup', 'url', 'Download the text with get_url or uri: an expression fetches nothing.'),
  leftOut(
    'lookup',
    'password',
    'Make the secret once, and keep it encrypted with !vault: an expression writes nothing.',
  ),
  leftOut('lookup', 'random_choice', 'Use the filter random with a seed: each run would give something else.'),
  leftOut(
    'lookup',
    'random_pet random_string random_words',
    'Make the value once, and keep it in a variable: each run would give something else.',
  ),
  leftOut('lookup', 'config', 'The settings of Ansible are not those of provision.'),
  leftOut(
    'lookup',
    'bitwarden chef_databag credstash cyberarkpassword keyring lastpass manifold onepassword onepassword_raw passwordstore revbitspss dsv tss',
    "Run the client of the store with lookup('pipe', ...), and mark the variable as secret with no_log.",
  ),
  leftOut(
    'lookup',
    'consul_kv etcd etcd3 hiera lmdb_kv redis shelvefile',
    "Run a client of the store with lookup('pipe', ...).",
  ),
  leftOut('lookup', 'dig dnstxt', "Run dig +short with lookup('pipe', ...)."),
  leftOut('lookup', 'dependent', 'Use the filters product and subelements, or a loop over included tasks.'),
  leftOut('lookup', 'filetree', 'copy brings a directory with all that is in it; fileglob lists files.'),
  leftOut('lookup', 'merge_variables', "Use lookup('varnames') and combine."),
  leftOut('lookup', 'collection_version', 'There are no collections here.'),
  leftOut('lookup', 'get_path to_paths', 'Use json_query, or dict2items.'),
  leftOut('lookup', 'index_of', 'Use the filter index_of.'),
  leftOut('lookup', 'validate', 'Use the module assert.'),
];

const byKind = new Map(
  LEFT_OUT.flatMap(({ kind, names, instead }) => names.map((name) => [`${kind} ${name}`, instead])),
);

/** The alternative to an unsupported filter, test or lookup; the name may be fully qualified. */
export const insteadOfPlugin = (kind: PluginKind, name: string): string | undefined =>
  byKind.get(`${kind} ${name.slice(name.lastIndexOf('.') + 1)}`);
