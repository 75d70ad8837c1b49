import * as z from 'zod';
import { defineRead } from '../../module-api/define-module.ts';
import { shell } from '../../query/shell.ts';

const SCRIPT = [
  'systemctl list-unit-files --no-pager --no-legend --plain --type=service || exit',
  'echo --',
  'systemctl list-units --no-pager --no-legend --plain --all --type=service',
].join('\n');

/** Lists all services of the host. */
export const serviceFacts = defineRead({
  name: 'service_facts',
  summary: 'Lists the services and their states.',
  params: z.strictObject({}),
  examples: ['- service_facts:\n'],
  returns: {
    ansible_facts:
      'services: name, state (running, stopped, failed), status (enabled, disabled, static, ...) and source of each service, by name.',
  },
  queries: () => ({ units: shell({ script: SCRIPT, reads: ['units:', 'tree:/etc/systemd/system', 'packages:'] }) }),
  result: (_, { units }) => ({ ansible_facts: { services: parseServices(units.stdout) } }),
});

function parseServices(output: string): Record<string, unknown> {
  const [files = '', units = ''] = output.split(/^--\n/m);
  const services = new Map<string, { name: string; state: string; status: string; source: string }>();
  const words = (text: string): string[][] => text.split('\n').map((line) => line.trim().split(/\s+/));
  for (const [name = '', status = ''] of words(files)) {
    // a template unit is not itself a service
    if (name !== '' && !name.includes('@.')) services.set(name, { name, state: 'inactive', status, source: 'systemd' });
  }
  for (const [name = '', load = '', active = '', sub = ''] of words(units)) {
    if (name === '') continue;
    const state = active === 'failed' ? 'failed' : sub === 'running' ? 'running' : 'stopped';
    const status = services.get(name)?.status ?? (load === 'not-found' ? 'not-found' : 'unknown');
    services.set(name, { name, state, status, source: 'systemd' });
  }
  return Object.fromEntries(services);
}
