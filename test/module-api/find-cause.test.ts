import { describe, expect, test } from '@jest/globals';
import { findCause } from '../../src/module-api/find-cause.ts';

const STATUS = `Job for nginx.service failed.
See "systemctl status nginx.service" and "journalctl -xeu nginx.service" for details.
● nginx.service - A high performance web server
     Loaded: loaded (/lib/systemd/system/nginx.service; enabled)
     Active: active (running) since Sat 2026-11-28 17:02:26 UTC; 1s ago
   Main PID: 782 (nginx)

Nov 28 17:00:01 web1 nginx[700]: nginx: [emerg] of an earlier start
Nov 28 17:02:26 web1 systemd[1]: Reloading nginx.service - A high performance web server...`;

describe('the cause of a failure', () => {
  test.each<{ of: string; output: string; cause: string }>([
    {
      of: 'nginx -t is its own error',
      output: `nginx: [emerg] unknown directive "bogus" in /etc/nginx/a.conf:1
nginx: configuration file /etc/nginx/nginx.conf test failed`,
      cause: 'nginx: [emerg] unknown directive "bogus" in /etc/nginx/a.conf:1',
    },
    {
      of: 'haproxy -c is its first alert',
      output: `[NOTICE]   (12) : haproxy version is 2.6.12
[ALERT]    (12) : config : parsing [/etc/haproxy/haproxy.cfg:3] : unknown keyword 'bogus' in 'global' section
[ALERT]    (12) : config : Error(s) found in configuration file : /etc/haproxy/haproxy.cfg
[ALERT]    (12) : config : Fatal errors found in configuration.`,
      cause: `[ALERT]    (12) : config : parsing [/etc/haproxy/haproxy.cfg:3] : unknown keyword 'bogus' in 'global' section`,
    },
    {
      of: 'visudo is the line that names the place, not the caret',
      output: '/etc/sudoers.d/x:1:12: syntax error\nbogus line here\n           ^~~~',
      cause: '/etc/sudoers.d/x:1:12: syntax error',
    },
    {
      of: 'sshd -t is the line that names the place',
      output:
        '/etc/ssh/sshd_config: line 3: Bad configuration option: Foo\n/etc/ssh/sshd_config: terminating, 1 bad configuration options',
      cause: '/etc/ssh/sshd_config: line 3: Bad configuration option: Foo',
    },
    {
      of: 'apt-get is its E: line',
      output: 'W: some list is old\nE: Unable to locate package nosuch\nE: Unable to correct problems',
      cause: 'E: Unable to locate package nosuch',
    },
    {
      of: 'apt-get whose dpkg failed is what dpkg says of the package',
      output: `dpkg: error processing package foo (--configure):
 installed foo package post-installation script subprocess returned error exit status 1
Errors were encountered while processing:
 foo
E: Sub-process /usr/bin/dpkg returned an error code (1)`,
      cause:
        'dpkg: error processing package foo (--configure): installed foo package post-installation script subprocess returned error exit status 1',
    },
    {
      of: 'systemctl is what the service has said since its last start',
      output: `× app.service
     Active: failed (Result: exit-code)
Nov 28 17:00:00 web1 systemd[1]: Started app.service.
Nov 28 17:00:00 web1 app[1]: an earlier message
Nov 28 17:02:26 web1 systemd[1]: Started app.service.
Nov 28 17:02:26 web1 app[2]: cannot open /etc/app.conf
Nov 28 17:02:26 web1 systemd[1]: app.service: Main process exited, code=exited, status=3/NOTIMPLEMENTED
Nov 28 17:02:26 web1 systemd[1]: app.service: Failed with result 'exit-code'.`,
      cause: 'cannot open /etc/app.conf',
    },
    {
      of: 'systemctl whose service said nothing is what systemd says of it',
      output: `Nov 28 17:02:26 web1 systemd[1]: Starting app.service...
Nov 28 17:02:26 web1 systemd[1]: app.service: Failed to set up user namespacing: Operation not permitted
Nov 28 17:02:26 web1 systemd[1]: app.service: Main process exited, code=exited, status=226/NAMESPACE
Nov 28 17:02:26 web1 systemd[1]: Failed to start app.service.`,
      cause: 'app.service: Failed to set up user namespacing: Operation not permitted',
    },
    {
      of: 'a failed reload is what the server says in the journal',
      output: `${STATUS}
Nov 28 17:02:26 web1 nginx[782]: nginx: [emerg] unknown directive "bogus" in /etc/nginx/a.conf:1
Nov 28 17:02:26 web1 nginx[782]: nginx: configuration file /etc/nginx/nginx.conf test failed
Nov 28 17:02:26 web1 systemd[1]: Reload failed for nginx.service.`,
      cause: 'nginx: [emerg] unknown directive "bogus" in /etc/nginx/a.conf:1',
    },
    {
      of: 'Python is the last line of its traceback',
      output: 'Traceback (most recent call last):\n  File "x.py", line 3, in <module>\nValueError: a.py:3: bad',
      cause: 'ValueError: a.py:3: bad',
    },
    {
      of: 'tar is not its farewell',
      output: 'tar: x: Cannot open\ntar: Exiting with failure status due to previous errors',
      cause: 'tar: x: Cannot open',
    },
    {
      of: 'useradd is not its advice',
      output: 'useradd: Permission denied.\nuseradd: cannot lock /etc/passwd; try again later.',
      cause: 'useradd: Permission denied.',
    },
    {
      of: 'a shell is without the line of the script that wraps it',
      output: 'provision: 9: eval: lss: not found',
      cause: 'lss: not found',
    },
    { of: 'any program is its last line', output: 'one\ntwo\n\n', cause: 'two' },
    { of: 'who only says a consequence is that', output: 'make: *** [all] Error 1', cause: 'make: *** [all] Error 1' },
  ])('of $of', ({ output, cause }) => {
    expect(findCause(output)).toBe(cause);
  });

  test('is looked for in all outputs before a last line is taken', () => {
    expect(findCause('done', 'E: no')).toBe('E: no');
    expect(findCause('', 'last')).toBe('last');
    expect(findCause('', '\n')).toBeUndefined();
  });
});
