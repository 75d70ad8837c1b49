import { sqlText } from '../../query/services/mysql-client.ts';
import type { MysqlServer } from '../mysql/mysql-login.ts';
import { normalize } from './mysql-replica.ts';

/** Parameters; those with the prefix `primary_` configure the replication source. */
export type SettingsParams = Readonly<Record<string, string | number | boolean | undefined>> & {
  readonly primary_auto_position?: boolean | undefined;
  readonly primary_use_gtid?: string | undefined;
};

/** The requested settings that a server reports, by name, as strings. GTIDs have a different name on each kind of server. */
export function wantedSettings(p: SettingsParams, { isMariaDb }: MysqlServer): [string, string][] {
  const { primary_auto_position: auto, primary_use_gtid: gtid, ...rest } = p;
  const usesGtid = gtid === undefined ? auto : !['no', 'disabled'].includes(gtid);
  const position: [string, string][] =
    usesGtid === undefined
      ? []
      : isMariaDb
        ? [['use_gtid', usesGtid ? normalize(gtid ?? 'slave_pos') : 'no']]
        : [['auto_position', String(Number(usesGtid))]];
  const plain = Object.entries(rest).flatMap(([key, value]): [string, string][] => {
    const name = /^primary_(?!password|log_)(.*)$/.exec(key)?.[1];
    if (name === undefined || value === undefined) return [];
    return [[name, typeof value === 'boolean' ? String(Number(value)) : String(value)]];
  });
  return [...plain, ...position];
}

/** The statement that sets them. */
export function renderChange(p: SettingsParams, server: MysqlServer): string {
  const side = server.isMariaDb ? 'MASTER' : 'SOURCE';
  const gtid = wantedSettings(p, server).flatMap(([name, value]) =>
    name === 'use_gtid' || name === 'auto_position' ? [`${side}_${name.toUpperCase()} = ${value}`] : [],
  );
  const plain = Object.entries(p).flatMap(([key, value]) => {
    const name = /^primary_(?!use_gtid|auto_position)(.*)$/.exec(key)?.[1]?.toUpperCase();
    if (name === undefined || value === undefined) return [];
    return [`${side}_${name} = ${typeof value === 'string' ? sqlText(value) : Number(value)}`];
  });
  return `CHANGE ${server.isMariaDb ? 'MASTER' : 'REPLICATION SOURCE'} TO ${[...plain, ...gtid].join(', ')}`;
}
