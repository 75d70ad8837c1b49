import { afterEach } from '@jest/globals';
import type { FakeOptions } from '../../../src/transport/fake.ts';
import { FakeSite } from './fake-site.ts';

/** Makes sites for the tests of a file, each removed after its test. */
export function useFakeSite(): (hosts?: readonly string[], options?: FakeOptions) => FakeSite {
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
