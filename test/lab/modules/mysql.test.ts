import { beforeAll, describe } from '@jest/globals';
import { describeLab } from '../support/describe-lab.ts';
import { rootShell } from '../support/host-shell.ts';
import { sshOrThrow } from '../support/lab.ts';
import type { Suite } from '../support/use-host.ts';
import { useHost } from '../support/use-host.ts';
import { describeMysql } from './mysql-suite.ts';

// the transactions of a dump are those of the server that it is imported into again
const servers: readonly (readonly [string, Suite, string])[] = [
  ['mariadb-server', 'bookworm', ''],
  ['mysql-server', 'sid', '--set-gtid-purged=OFF'],
];

/** By night also with MySQL. */
const isLong = process.env['PROVISION_LONG'] !== undefined;

describeLab('the database modules', () => {
  describe.each(isLong ? servers : servers.slice(0, 1))('%s on %s', (server, suite, dumpOptions) => {
    const host = useHost(suite);
    beforeAll(async () => {
      const install = `apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends ${server} bzip2 xz-utils`;
      await sshOrThrow(host().name, `sudo sh -c '${install}'`);
    });
    describeMysql(() => rootShell(host().name), dumpOptions);
  });
});
