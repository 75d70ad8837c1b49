import { sshOrThrow } from './lab.ts';

const UNITS = [
  'haproxy',
  'keepalived',
  'nginx',
  'app',
  'mariadb',
  'prometheus',
  'prometheus-node-exporter',
  'prometheus-nginx-exporter',
  'prometheus-mysqld-exporter',
];

/** Which of a site's services each host runs, with the process and the time since when: the same again only if none was restarted. */
export async function runningUnits(hosts: readonly string[]): Promise<Record<string, string[]>> {
  const show = `systemctl show -p Id,MainPID,NRestarts,ExecMainStartTimestampMonotonic ${UNITS.map((unit) => `${unit}.service`).join(' ')}`;
  const of = async (host: string): Promise<[string, string[]]> => {
    const units = (await sshOrThrow(host, show)).trim().split('\n\n');
    return [
      host,
      units.filter((unit) => !/^MainPID=0$/m.test(unit)).map((unit) => unit.split('\n').toSorted().join(' ')),
    ];
  };
  return Object.fromEntries(await Promise.all(hosts.map(of)));
}
