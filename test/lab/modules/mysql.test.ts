import { beforeAll, describe } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { rootShell } from '../support/host-shell.ts';
import { sshOrThrow } from '../support/lab.ts';
import type { Suite } from '../support/use-host.ts';
import { useHost } from '../support/use-host.ts';
import { describeMysql } from './mysql-suite.ts';

const servers: readonly (readonly [string, Suite])[] = [
  ['mariadb-server', 'bookworm'],
  ['mysql-server', 'sid'],
];

describeLab('the database modules', () => {
  describe.each(servers)('%s on %s', (server, suite) => {
    const host = useHost(suite);
    beforeAll(async () => {
      const install = `apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends ${server}`;
      await sshOrThrow(host().name, `sudo sh -c '${install}'`);
    });
    describeMysql(() => rootShell(host().name));
  });
});
