import { defineQuery, Refused } from '../query.ts';

export interface ManagerAnswer {
  /** Whether the files of a loaded unit are newer than systemd's state. */
  readonly needsReload: boolean;
}

/** Whether systemd needs a daemon-reload. */
export const systemdManager = defineQuery<undefined, ManagerAnswer>({
  name: 'systemdManager',
  key: () => '',
  reads: () => ['units:', 'tree:/etc/systemd/system', 'tree:/lib/systemd/system', 'tree:/usr/lib/systemd/system'],
  script: (_, boundary) =>
    [
      '[ -d /run/systemd/system ] || { echo offline; exit 0; }',
      "systemctl show --no-pager -p Id,NeedDaemonReload,DropInPaths -- '*'",
      `echo; echo ${boundary}`,
      // systemd does not notice the first drop-in in a new directory
      'for f in /etc/systemd/system/*.d/*.conf; do [ ! -s "$f" ] || printf "%s\\n" "$f"; done',
    ].join('\n'),
  parse: (output, asked, boundary) => {
    const [shown = '', dropIns = ''] = output.toString('utf8').split(`\n${boundary}\n`);
    if (shown.startsWith('offline')) return asked.map(() => new Refused('systemd does not run on this host'));
    const answer = { needsReload: needsReload(shown.split('\n\n'), dropIns.split('\n').filter(Boolean)) };
    return asked.map(() => answer);
  },
  derive: () => ({ needsReload: true }),
});

function needsReload(units: readonly string[], dropIns: readonly string[]): boolean {
  return units.some((block) => {
    const value = (key: string): string => new RegExp(`^${key}=(.*)$`, 'm').exec(block)?.[1] ?? '';
    const own = dropIns.filter((path) => path.startsWith(`/etc/systemd/system/${value('Id')}.d/`));
    const loaded = value('DropInPaths').split(' ');
    return value('NeedDaemonReload') === 'yes' || own.some((path) => !loaded.includes(path));
  });
}
