import { nearest } from '../diagnostic/suggest.ts';

/** The facts that every host gives; a test holds them against those that are asked for. */
export const FACT_NAMES: readonly string[] = (
  'all_ipv4_addresses all_ipv6_addresses apparmor architecture debian_architecture default_ipv4 default_ipv6 ' +
  'distribution distribution_major_version distribution_minor_version distribution_release distribution_version dns ' +
  'domain env fips fqdn hostname interfaces kernel kernel_version local lsb machine machine_id memtotal_mb mounts ' +
  'nodename os_family pkg_mgr processor processor_cores processor_count processor_nproc processor_threads_per_core ' +
  'processor_vcpus product_name python python_version selinux service_mgr swaptotal_mb system system_vendor user_dir ' +
  'user_gecos user_gid user_id user_shell user_uid virtualization_role virtualization_type'
).split(' ');

const KNOWN: ReadonlySet<string> = new Set(FACT_NAMES);

/** The fact that a name was meant to be, where it is one letter or so beside it; `ansible_` is left out. */
export function misspeltFact(name: string): string | undefined {
  if (KNOWN.has(name)) return undefined;
  const near = nearest(name, FACT_NAMES);
  // eth0 is a fact of its own, and v4 no slip of v6
  return near !== undefined && !/\d/.test(name) && Math.abs(near.length - name.length) <= 1 ? near : undefined;
}
