import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { moduleNames } from '../../src/modules/registry.ts';

/** Those that only ask, or act on the controller and on what the project knows. */
const WRITE_NOTHING = [
  ...['add_host', 'assert', 'debug', 'fail', 'group_by', 'include_vars', 'meta', 'pause', 'set_fact', 'set_stats'],
  ...['async_status', 'fetch', 'find', 'getent', 'package_facts', 'ping', 'service_facts', 'setup', 'slurp', 'stat'],
  ...['systemd_exposure', 'wait_for', 'wait_for_connection', 'x509_certificate_info'],
];

/** Those that write by programs of the host, or by SQL, where these do so; the path is no parameter, or what is run is what the task says. */
const WRITE_BY_PROGRAMS = [
  ...[
    'alternatives',
    'apt',
    'apt_repository',
    'deb822_repository',
    'debconf',
    'dnf',
    'dpkg_selections',
    'package',
    'rpm_key',
    'apache2_module',
    'docker_network',
    'docker_image_build',
    'dpkg_divert',
    'supervisorctl',
    'docker_image_pull',
  ],
  ...[
    'command',
    'expect',
    'lvol',
    'raw',
    'reboot',
    'shell',
    'npm',
    'pip',
    'group',
    'user',
    'hostname',
    'locale_gen',
    'modprobe',
    'timezone',
  ],
  ...[
    'firewalld',
    'haproxy',
    'iptables',
    'ufw',
    'ufw_rules',
    'seboolean',
    'sefcontext',
    'selinux',
    'seport',
    'service',
    'systemd',
  ],
  ...[
    'mysql_db',
    'mysql_primary_of_record',
    'mysql_query',
    'mysql_replica_of',
    'mysql_replication',
    'mysql_user',
    'mysql_variables',
  ],
  ...['postgresql_db', 'postgresql_ext', 'postgresql_privs', 'postgresql_query', 'postgresql_user', 'redis'],
  // as x509_certificate does, with a key that the test would have to sign with
  'certificate',
];

test('every module that writes to a path has a task in test/lab/hostile', () => {
  const tasks = ['tasks', 'below-link'].map((name) =>
    readFileSync(`${import.meta.dirname}/../lab/hostile/${name}.yml`, 'utf8'),
  );
  const tried = [...tasks.join('\n').matchAll(/^- \{ name: [^,]+, (\w+):/gm)].map(([, name = '']) => name);
  const known = [...tried, ...WRITE_NOTHING, ...WRITE_BY_PROGRAMS];
  expect(moduleNames.filter((name) => !known.includes(name))).toEqual([]);
  expect(known.filter((name) => !moduleNames.includes(name))).toEqual([]);
});
