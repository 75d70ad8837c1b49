import { defineQuery, Refused } from './contract.ts';

export interface ManagerAnswer {
  /** Some unit's files are newer than what systemd has loaded. */
  readonly needsReload: boolean;
}

/** Whether systemd has something to read anew. */
export const systemdManager = defineQuery<undefined, ManagerAnswer>({
  name: 'systemdManager',
  key: () => '',
  reads: () => ['units:', 'tree:/etc/systemd/system', 'tree:/lib/systemd/system', 'tree:/usr/lib/systemd/system'],
  script: () =>
    [
      '[ -d /run/systemd/system ] || { echo offline; exit 0; }',
      "systemctl show --no-pager -p NeedDaemonReload -- '*' | grep -qx NeedDaemonReload=yes && echo yes || echo no",
    ].join('\n'),
  parse: (output, asked) => {
    const found = output.toString('utf8').trim();
    return asked.map(() =>
      found === 'offline' ? new Refused('systemd does not run on this host') : { needsReload: found === 'yes' },
    );
  },
  derive: () => ({ needsReload: true }),
});
