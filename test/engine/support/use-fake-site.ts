import { afterEach } from '@jest/globals';
import type { SessionOptions } from '../../../src/transport/shell/session-options.ts';
import { FakeSite } from './fake-site.ts';

/** Makes sites for the tests of a file, each removed after its test. */
export function useFakeSite(): (hosts?: readonly string[], options?: Partial<SessionOptions>) => FakeSite {
  const made: FakeSite[] = [];
  afterEach(() => {
    for (const site of made.splice(0)) site.remove();
  });
  return (hosts, options) => {
    const site = new FakeSite(hosts, options);
    made.push(site);
    return site;
  };
}
