import { afterAll, beforeAll } from '@jest/globals';
import { lab } from './lab.ts';

export type Suite = 'bullseye' | 'bookworm' | 'trixie' | 'sid';

export interface LabHost {
  readonly name: string;
  readonly address: string;
}

let made = 0;

/**
 * One fresh host of a Debian release for the tests of the surrounding `describe`, removed after them.
 * Its name has this process's id, and its address is a free one, so that suites may run side by side.
 * Call the result inside a test or hook.
 */
export function useHost(suite: Suite = 'bookworm'): () => LabHost {
  let host: LabHost | undefined;
  made += 1;
  const name = `t${process.pid}-${made}`;

  beforeAll(async () => {
    host = { name, address: (await lab('host-up', name, 'any', suite)).trim() };
  });
  afterAll(async () => {
    if (host !== undefined) await lab('host-down', name);
  });

  return () => {
    if (host === undefined) throw new Error('useHost: the host is there only inside tests and hooks');
    return host;
  };
}
