import { existsSync } from 'node:fs';
import '../../../scripts/generate-registry.mjs';
import { lab } from './lab.ts';

/** Removes the hosts of test processes that ended without doing so. Jest's globalSetup. */
async function removeLeftoverHosts(): Promise<void> {
  if (process.env['PROVISION_LAB'] === undefined) return;
  const names = (await lab('status')).split('\n').map((line) => line.split(' ')[0] ?? '');
  for (const name of names) {
    const pid = /^t(\d+)-\d+$/.exec(name)?.[1];
    if (pid !== undefined && !existsSync(`/proc/${pid}`)) await lab('host-down', name);
  }
}

// eslint-disable-next-line no-restricted-exports -- jest asks for a default export
export default removeLeftoverHosts;
