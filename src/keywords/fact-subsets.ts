import type { KeywordChoice } from './keyword.ts';

const GROUPS = ['all', 'min', 'hardware', 'network', 'virtual', 'ohai', 'facter'];

/** Single collectors and facts, by which Ansible selects too. */
const FACTS = (
  'all_ipv4_addresses all_ipv6_addresses apparmor architecture caps chroot cmdline date_time default_ipv4 default_ipv6 devices ' +
  'distribution distribution_major_version distribution_release distribution_version dns effective_group_ids effective_user_id ' +
  'env fc_wwn fibre_channel_wwn fips interfaces is_chroot iscsi kernel loadavg local lsb machine machine_id mounts nvme os_family ' +
  'pkg_mgr platform processor processor_cores processor_count python python_version real_user_id selinux service_mgr ' +
  'ssh_host_key_dsa_public ssh_host_key_ecdsa_public ssh_host_key_ed25519_public ssh_host_key_rsa_public ssh_host_pub_keys ' +
  'ssh_pub_keys system system_capabilities system_capabilities_enforced systemd user user_dir user_gecos user_gid user_id ' +
  'user_shell user_uid virtualization_role virtualization_tech_guest virtualization_tech_host virtualization_type'
).split(' ');

/** What `gather_subset` takes; `!` before a name leaves it out. */
export const FACT_SUBSETS: KeywordChoice = {
  choices: GROUPS,
  also: [...FACTS, ...[...GROUPS, ...FACTS].map((name) => `!${name}`)],
  isList: true,
};
