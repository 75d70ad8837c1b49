import { fileURLToPath } from 'node:url';
import type { HostShell } from '../../support/run-module.ts';

/** A root shell on a host of the lab. */
export const rootShell = (host: string): HostShell => [
  fileURLToPath(new URL('../../../vagrant/lab', import.meta.url)),
  'ssh',
  host,
  'sudo sh',
];
