import * as z from 'zod';
import { bool, text } from '../../module-api/params.ts';

const shape = z.strictObject({
  name: text()
    .pipe(z.string().regex(/^[A-Za-z0-9:_.\\@-]+$/, 'is not the name of a unit'))
    .optional()
    .describe('Name of the unit: `nginx`, `backup.timer`. Without a suffix, it is a service.'),
  state: z
    .enum(['started', 'stopped', 'restarted', 'reloaded'])
    .optional()
    .describe('`restarted` and `reloaded` act on every run of the task, and start a unit that is not running.'),
  enabled: bool().optional().describe('Whether it starts at boot.'),
  masked: bool().optional().describe('Whether it is masked, so that it cannot be started.'),
  daemon_reload: bool()
    .default(false)
    .describe('Make systemd reload changed unit files. Changes of this unit are reloaded automatically.'),
  daemon_reexec: bool().default(false).describe('Re-execute systemd, on every run of the task.'),
  no_block: bool().default(false).describe('Do not wait until the unit has started or stopped.'),
  force: bool().default(false).describe('Replace existing links when the unit is enabled.'),
  scope: z.enum(['system']).default('system').describe('Only system units are supported.'),
});

export type SystemdParams = z.output<typeof shape>;

export const systemdParams = shape
  .refine((p) => p.name !== undefined || p.daemon_reload || p.daemon_reexec, {
    path: ['name'],
    message: 'is missing: set a name, or daemon_reload',
  })
  .refine((p) => p.name !== undefined || (p.state === undefined && p.enabled === undefined && p.masked === undefined), {
    path: ['name'],
    message: 'is missing',
  })
  .refine((p) => p.name === undefined || /^[A-Za-z0-9:_.\\@-]+$/.test(p.name), {
    path: ['name'],
    message: 'is not the name of a unit',
  })
  .refine((p) => !(p.masked === true && (p.enabled === true || (p.state !== undefined && p.state !== 'stopped'))), {
    path: ['masked'],
    message: 'does not go with a unit that is enabled or runs',
  });
