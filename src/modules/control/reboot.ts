import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';
import { integer, text } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';

const params = z.strictObject({
  msg: text().default('Reboot initiated by provision').describe('Message to users of the host.'),
  reboot_timeout: integer()
    .default(600)
    .describe('Seconds within which the host must be back and test_command must succeed.'),
  pre_reboot_delay: integer().default(0).describe('Seconds to wait before the reboot.'),
  post_reboot_delay: integer().default(0).describe('Seconds to wait after the host is back.'),
  test_command: text().default('whoami').describe('Command that succeeds when the host is usable.'),
});

/** Reboots the host and waits until it is back. */
export const reboot = defineControl({
  name: 'reboot',
  summary: 'Reboots the host and waits until it is back.',
  params,
  notTaken: {
    boot_time_command: leftOut("the kernel's boot id is compared."),
    connect_timeout: leftOut('reboot_timeout bounds the whole.'),
    reboot_command: leftOut('systemd restarts the host.'),
    search_paths: leftOut('nothing depends on it.'),
  },
  examples: [
    '- reboot:\n',
    '- reboot:\n    reboot_timeout: 300\n    test_command: systemctl is-system-running --wait\n',
  ],
  returns: { rebooted: 'Whether the host was rebooted.', elapsed: 'Duration in seconds.' },
  effect: (p) => ({
    kind: 'reboot',
    message: p.msg,
    timeoutSeconds: p.reboot_timeout,
    preDelaySeconds: p.pre_reboot_delay,
    postDelaySeconds: p.post_reboot_delay,
    testCommand: p.test_command,
  }),
});
