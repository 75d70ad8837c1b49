/** `openssh` is the machine's ssh(1), `ssh` the library; `smart` and `auto` fall back to ssh(1) if something is unsupported or refused. */
export type ConnectionKind = 'ssh' | 'openssh' | 'smart' | 'auto' | 'local';

/** The connection types by the names under which a user may choose them, Ansible's among them. */
export const CONNECTION_KINDS: Readonly<Record<string, ConnectionKind>> = {
  ssh: 'ssh',
  openssh: 'openssh',
  auto: 'auto',
  local: 'local',
  smart: 'smart',
  paramiko: 'ssh',
  paramiko_ssh: 'ssh',
  'ansible.builtin.ssh': 'ssh',
  'ansible.builtin.paramiko_ssh': 'ssh',
  'ansible.builtin.local': 'local',
};

/** The programs that make one user another, by the names under which a user may choose them. */
export const BECOME_METHODS: Readonly<Record<string, string>> = {
  sudo: 'sudo',
  su: 'su',
  'ansible.builtin.sudo': 'sudo',
  'ansible.builtin.su': 'su',
};
