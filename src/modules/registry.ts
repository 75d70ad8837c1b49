import type { Module } from '../module/contract.ts';

/**
 * Every module by its name, loaded when a playbook first names it: a run pays only for what it uses.
 * Kept in alphabetical order.
 */
const MODULES = {
  add_host: async () => (await import('./add-host.ts')).addHost,
  alternatives: async () => (await import('./alternatives.ts')).alternatives,
  apt: async () => (await import('./apt.ts')).apt,
  apt_repository: async () => (await import('./apt-repository.ts')).aptRepository,
  archive: async () => (await import('./archive.ts')).archive,
  assert: async () => (await import('./assert.ts')).assert,
  async_status: async () => (await import('./async-status.ts')).asyncStatus,
  authorized_key: async () => (await import('./authorized-key.ts')).authorizedKey,
  blockinfile: async () => (await import('./blockinfile.ts')).blockinfile,
  certificate: async () => (await import('./certificate.ts')).certificate,
  certificate_authority: async () => (await import('./certificate-authority.ts')).certificateAuthority,
  command: async () => (await import('./command.ts')).command,
  config_tree: async () => (await import('./config-tree.ts')).configTree,
  copy: async () => (await import('./copy.ts')).copy,
  cron: async () => (await import('./cron.ts')).cron,
  deb822_repository: async () => (await import('./deb822-repository.ts')).deb822Repository,
  debconf: async () => (await import('./debconf.ts')).debconf,
  debug: async () => (await import('./debug.ts')).debug,
  dpkg_selections: async () => (await import('./dpkg-selections.ts')).dpkgSelections,
  fail: async () => (await import('./fail.ts')).fail,
  fetch: async () => (await import('./fetch.ts')).fetch,
  file: async () => (await import('./file.ts')).file,
  find: async () => (await import('./find.ts')).find,
  get_url: async () => (await import('./get-url.ts')).getUrl,
  getent: async () => (await import('./getent.ts')).getent,
  git: async () => (await import('./git.ts')).git,
  group: async () => (await import('./group.ts')).group,
  group_by: async () => (await import('./group-by.ts')).groupBy,
  haproxy: async () => (await import('./haproxy.ts')).haproxy,
  hostname: async () => (await import('./hostname.ts')).hostname,
  include_vars: async () => (await import('./include-vars.ts')).includeVars,
  known_hosts: async () => (await import('./known-hosts.ts')).knownHosts,
  lineinfile: async () => (await import('./lineinfile.ts')).lineinfile,
  meta: async () => (await import('./meta.ts')).meta,
  modprobe: async () => (await import('./modprobe.ts')).modprobe,
  mount: async () => (await import('./mount.ts')).mount,
  mysql_db: async () => (await import('./mysql-db.ts')).mysqlDb,
  mysql_query: async () => (await import('./mysql-query.ts')).mysqlQuery,
  mysql_replica_of: async () => (await import('./mysql-replica-of.ts')).mysqlReplicaOf,
  mysql_replication: async () => (await import('./mysql-replication.ts')).mysqlReplication,
  mysql_user: async () => (await import('./mysql-user.ts')).mysqlUser,
  mysql_variables: async () => (await import('./mysql-variables.ts')).mysqlVariables,
  openssl_csr: async () => (await import('./openssl-csr.ts')).opensslCsr,
  openssl_privatekey: async () => (await import('./openssl-privatekey.ts')).opensslPrivatekey,
  package: async () => (await import('./package.ts')).packageModule,
  package_facts: async () => (await import('./package-facts.ts')).packageFacts,
  pause: async () => (await import('./pause.ts')).pause,
  ping: async () => (await import('./ping.ts')).ping,
  raw: async () => (await import('./raw.ts')).raw,
  reboot: async () => (await import('./reboot.ts')).reboot,
  release: async () => (await import('./release.ts')).release,
  replace: async () => (await import('./replace.ts')).replace,
  script: async () => (await import('./script.ts')).script,
  service: async () => (await import('./service.ts')).service,
  service_facts: async () => (await import('./service-facts.ts')).serviceFacts,
  set_fact: async () => (await import('./set-fact.ts')).setFact,
  setup: async () => (await import('./setup.ts')).setup,
  shell: async () => (await import('./shell.ts')).shell,
  slurp: async () => (await import('./slurp.ts')).slurp,
  stat: async () => (await import('./stat.ts')).statModule,
  sysctl: async () => (await import('./sysctl.ts')).sysctl,
  systemd: async () => (await import('./systemd.ts')).systemd,
  systemd_exposure: async () => (await import('./systemd-exposure.ts')).systemdExposure,
  tempfile: async () => (await import('./tempfile.ts')).tempfile,
  template: async () => (await import('./template.ts')).template,
  timezone: async () => (await import('./timezone.ts')).timezone,
  ufw: async () => (await import('./ufw.ts')).ufw,
  ufw_rules: async () => (await import('./ufw-rules.ts')).ufwRules,
  unarchive: async () => (await import('./unarchive.ts')).unarchive,
  uri: async () => (await import('./uri.ts')).uri,
  user: async () => (await import('./user.ts')).user,
  wait_for: async () => (await import('./wait-for.ts')).waitFor,
  wait_for_connection: async () => (await import('./wait-for-connection.ts')).waitForConnection,
  x509_certificate: async () => (await import('./x509-certificate.ts')).x509Certificate,
  x509_certificate_info: async () => (await import('./x509-certificate-info.ts')).x509CertificateInfo,
} as const satisfies Record<string, () => Promise<Module>>;

export const moduleNames: readonly string[] = Object.keys(MODULES);

/** Ansible's full names are understood: `ansible.builtin.apt` and `community.general.ufw` are `apt` and `ufw`. */
export const shortModuleName = (name: string): string =>
  name.replace(/^(ansible\.(builtin|posix)|community\.[a-z_]+)\./, '');

/** The module of this (short) name, or undefined. */
export async function loadModule(name: string): Promise<Module | undefined> {
  return Object.hasOwn(MODULES, name) ? MODULES[name as keyof typeof MODULES]() : undefined;
}
