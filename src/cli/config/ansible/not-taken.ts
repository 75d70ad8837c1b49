/** Settings that would change the run if they were used: `wants` is the value that would, and the reason says what to do instead. */
export const REFUSED: readonly { readonly name: string; readonly wants: RegExp; readonly reason: string }[] = [
  {
    name: 'defaults.hash_behaviour',
    wants: /^merge$/i,
    reason: 'Mappings are replaced whole: merge them with the filter combine(recursive=true).',
  },
  {
    name: 'defaults.jinja2_native',
    wants: /^(true|yes|on|1|t|y)$/i,
    reason: 'Values are as Ansible gives them without it.',
  },
  {
    name: 'defaults.error_on_undefined_vars',
    wants: /^(false|no|off|0|f|n)$/i,
    reason: 'An undefined variable is an error: use default().',
  },
  {
    name: 'defaults.inject_facts_as_vars',
    wants: /^(false|no|off|0|f|n)$/i,
    reason: 'Facts are variables too, named ansible_...; in ansible_facts they are without the prefix.',
  },
  {
    name: 'defaults.any_errors_fatal',
    wants: /^(true|yes|on|1|t|y)$/i,
    reason: 'Write any_errors_fatal: true in the plays.',
  },
  {
    name: 'defaults.jinja2_extensions',
    wants: /^(?!(\s*jinja2\.ext\.(do|i18n|loopcontrols)\s*,?)*$)/,
    reason: 'Only the extensions do and loopcontrols are supported.',
  },
];

/** Why settings of Ansible have no effect here, by `section.key` or a prefix of it. */
export const WITHOUT_EFFECT: readonly (readonly [RegExp, string])[] = [
  [/^galaxy|^defaults\.(galaxy|server_list)/, 'Nothing is downloaded: ansible-galaxy reads it.'],
  [
    /^(colors|defaults\.(nocows|cow_|nocolor|force_color|display_|show_|stdout_callback|bin_ansible_callbacks|callback))/,
    'What a run prints is chosen with --output.',
  ],
  [
    /^callback_|^defaults\.(callbacks_enabled|callback_whitelist)/,
    'Events of a run are written with --events, --junit and --output json.',
  ],
  [/^defaults\.(interpreter_python|python_|ansible_python)/, 'Hosts need no Python; tasks that do use python3.'],
  [/^defaults\.(gathering|gather_|fact_caching|facts_modules)/, 'All facts come in one round trip, in every run.'],
  [
    /^(ssh_connection|persistent_connection)\.(control_path|pipelining|retries|scp_|sftp_|transfer_method|usetty|ssh_executable|sshpass|command_timeout|connect_)/,
    'Each host has one connection for everything.',
  ],
  [/^(paramiko_connection|connection)\./, 'Each host has one connection for everything.'],
  [
    /^defaults\.(retry_files|log_path|no_log|deprecation|system_warnings|command_warnings|localhost_warning|devel_warning|action_warnings|max_diff_size|no_target_syslog|syslog)/,
    'Runs are recorded under .provision/runs; see provision runs.',
  ],
  [
    /^defaults\.(remote_tmp|local_tmp|keep_remote_files|allow_world_readable_tmpfiles|executable|module_|poll_interval|internal_poll|strategy|force_handlers|use_persistent)/,
    'Nothing here depends on it.',
  ],
  [
    /_plugins$|^defaults\.(filter_plugins|action_plugins|lookup_plugins|strategy_plugins|vars_plugins)/,
    'Own modules, filters and tests are found in library/, filter_plugins/ and test_plugins/.',
  ],
  [/^inventory\./, 'Inventories are YAML, INI, scripts and directories of these.'],
  [/^privilege_escalation\.(become_exe|become_flags)/, 'sudo and su are always called in the same way.'],
  [/^(selinux|accelerate|sudo_become_plugin|su_become_plugin|winrm|docker)\b/, 'Nothing here depends on it.'],
];

export const whyNot = (name: string): string =>
  WITHOUT_EFFECT.find(([pattern]) => pattern.test(name))?.[1] ?? 'It is not supported.';
