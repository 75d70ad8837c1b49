import * as z from 'zod';
import type { Answers } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineRead } from '../../module-api/define-module.ts';
import { text } from '../../module-api/params.ts';
import type { Query } from '../../query/query.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';

const params = z.strictObject({
  name: text().describe('The service.'),
});

interface Asked {
  readonly [name: string]: Query;
  readonly analysis: Query<ShellAnswer>;
}

/** Reads how well a service is sandboxed. */
export const systemdExposure = defineRead({
  name: 'systemd_exposure',
  summary: 'Returns the exposure of a service, as rated by `systemd-analyze security`.',
  params,
  aliases: { service: 'name', unit: 'name' },
  examples: ['- systemd_exposure:\n    name: app\n  register: app\n'],
  returns: { exposure: 'Exposure level, from 0 (fully sandboxed) to 10.' },
  queries: ({ name }): Asked => ({
    analysis: shell({ script: `systemd-analyze security --no-pager ${quote(serviceOf(name))} | tail -n 1` }),
  }),
  result: ({ name }, { analysis }: Answers<Asked>) => {
    const [, exposure] = / (\d+\.\d+) /.exec(analysis.stdout) ?? [];
    if (exposure === undefined)
      throw new ModuleFailure(`systemd can't tell the exposure of ${serviceOf(name)}`, analysis.stdout.trim());
    return { exposure: Number(exposure) };
  },
});

const serviceOf = (name: string): string => (name.endsWith('.service') ? name : `${name}.service`);
