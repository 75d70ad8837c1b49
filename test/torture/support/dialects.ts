import type { Dialect } from './render-playbook.ts';

export const ANSIBLE: Dialect = {
  insert: (expression) => `{{ ${expression} }}`,
  isOneOf: (hosts) => `inventory_hostname in ${JSON.stringify(hosts)}`,
  module: 'raw',
  peek: "{% for h in ansible_play_hosts_all %}{{ hostvars[h].v | default('-') }}{% endfor %}",
  log: '{{ root }}',
};

export const PROVISION: Dialect = {
  insert: (expression) => `<%= ${expression} %>`,
  isOneOf: (hosts) => `${JSON.stringify(hosts)}.includes(inventory_hostname)`,
  module: 'shell',
  peek: "<%= ansible_play_hosts_all.map((h) => hostvars[h].v ?? '-').join('') %>",
  log: '<%= root %>',
};
