/** Modules of Ansible that are not here and whose names are near to ours: they are no slips of these. */
export const OTHER_MODULES: ReadonlySet<string> = new Set([
  ...['acme_certificate', 'apk', 'at', 'cli_config', 'copr', 'dconf', 'docker_compose', 'docker_config'],
  ...[
    'docker_container_exec',
    'docker_container_info',
    'docker_host_info',
    'docker_node',
    'docker_prune',
    'docker_stack',
  ],
  ...['docker_swarm', 'lxc_container', 'mail', 'mssql_db', 'openssh_cert', 'openssl_privatekey_info'],
  ...['openssl_privatekey_pipe', 'openssl_publickey', 'pipx', 'podman_container', 'postgresql_copy', 'postgresql_idx'],
  ...['postgresql_info', 'postgresql_lang', 'postgresql_owner', 'postgresql_ping', 'postgresql_script'],
  ...['postgresql_sequence', 'postgresql_set', 'postgresql_slot', 'postgresql_table', 'rhsm_repository', 'ssh_config'],
  ...['win_file', 'x509_certificate_pipe'],
]);
