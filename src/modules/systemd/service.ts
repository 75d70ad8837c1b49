import * as z from 'zod';
import type { ModuleContext } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { bool, integer, text } from '../../module-api/params.ts';
import type { Step } from '../../module-api/step.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { unitName } from '../../query/services/unit.ts';
import type { SystemdParams } from './systemd-params.ts';
import { askUnit, diffUnit, predictUnit, resultOf } from './systemd.ts';
import { describeUnitScript, renderUnitScript } from './systemd-script.ts';

const shape = z.strictObject({
  name: text()
    .pipe(z.string().regex(/^[A-Za-z0-9:_.\\@-]+$/, 'is not the name of a service'))
    .optional()
    .describe('Name of the service. Without a name, only daemon_reload is possible.'),
  state: z
    .enum(['started', 'stopped', 'restarted', 'reloaded'])
    .optional()
    .describe('`restarted` and `reloaded` act on every run of the task.'),
  enabled: bool().optional().describe('Whether it starts at boot.'),
  masked: bool().optional().describe('Whether it is masked, so that it cannot be started.'),
  daemon_reload: bool().default(false).describe('Make systemd reload changed unit files.'),
  sleep: integer()
    .optional()
    .describe('No effect: systemd waits until a service has stopped before it starts the service again.'),
  use: text().optional().describe('Accepted for compatibility; all supported systems use systemd.'),
});

const params = shape.refine(
  (p) =>
    p.name !== undefined || (p.daemon_reload && [p.state, p.enabled, p.masked].every((asked) => asked === undefined)),
  { path: ['name'], message: 'is missing' },
);

type Params = z.output<typeof params>;
type Found = Parameters<typeof diffUnit>[1];

const asUnit = ({ name, state, enabled, masked, daemon_reload }: Params): SystemdParams => ({
  name,
  state,
  enabled,
  masked,
  daemon_reload,
  daemon_reexec: false,
  no_block: false,
  force: false,
  scope: 'system',
});

/** Manages a service. All supported systems use systemd. */
export const service = defineState({
  name: 'service',
  summary: 'Starts, stops, restarts and enables a service.',
  params,
  notTaken: {
    arguments: 'Set ExecStart in a drop-in of the unit.',
    pattern: leftOut('systemd is asked.'),
    runlevel: leftOut('enabled makes it start at boot.'),
  },
  examples: [
    '- service:\n    name: nginx\n    state: started\n    enabled: true\n',
    '- service:\n    name: nginx\n    state: reloaded\n',
  ],
  returns: {
    name: 'The service.',
    state: 'The requested state: started or stopped.',
    enabled: 'Whether it starts at boot.',
  },
  queries: (p) => askUnit(asUnit(p)),
  diff: (p, s: Found, context) => diffUnit(asUnit(p), s, context),
  apply: (p, s: Found, context: ModuleContext): Step[] => [
    {
      kind: 'run',
      script: renderUnitScript(asUnit(p), s.unit[0], diffUnit(asUnit(p), s, context)),
      shownAs: describeUnitScript(asUnit(p)),
    },
  ],
  predict: (p, s: Found) => predictUnit(asUnit(p), s),
  writes: (p) => ({ keys: p.name === undefined ? ['units:'] : [`unit:${unitName(p.name)}`, 'units:'] }),
  result: (p, s: Found) => resultOf(asUnit(p), s),
  convergeTimeoutMs: 5000,
});
