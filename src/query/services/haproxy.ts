import { programText } from '../../values/program-text.ts';
import client from './haproxy-client.pl';
import state from './haproxy-state.pl';
import { defineQuery, Refused } from '../query.ts';
import { quoteAll } from '../quote.ts';
import { splitBuffer } from '../split-records.ts';

/** A server of a running HAProxy. */
export interface HaproxyServer {
  readonly backend: string;
  readonly name: string;
  /** The state set by an operator: `ready`, `drain` (no new sessions) or `maint` (no sessions). */
  readonly state: 'ready' | 'drain' | 'maint';
  /** The current weight, and that of the configuration. */
  readonly weight: number;
  readonly configuredWeight: number;
  /** Whether its checks pass; a server without checks counts as up. */
  readonly isUp: boolean;
  /** Number of current sessions. */
  readonly sessions: number;
}

/** Null if no HAProxy answers on the socket. */
export type HaproxyAnswer = readonly HaproxyServer[] | null;

/** All servers of the HAProxy with this admin socket. */
export const haproxyServers = defineQuery<string, HaproxyAnswer>({
  name: 'haproxyServers',
  // checks and sessions depend on other hosts
  volatile: true,
  key: (socket) => socket,
  reads: (socket) => [`haproxy:${socket}`, 'unit:haproxy.service'],
  script: (sockets, boundary) => `perl -e '${PROGRAM}' -- ${quoteAll([boundary, ...sockets])}`,
  parse: (output, sockets, boundary) => {
    const parts = splitBuffer(output, boundary).slice(1);
    return sockets.map((socket, i) => parsePart(socket, parts[i]?.toString('utf8') ?? ''));
  },
});

/** Perl code that defines `ask(SOCKET, COMMAND)`. */
export const HAPROXY_CLIENT = programText(client);

const PROGRAM = `${HAPROXY_CLIENT}${programText(state)}`;

function parsePart(socket: string, part: string): HaproxyAnswer | Refused {
  if (part.startsWith('r')) return new Refused(`cannot use ${socket}`);
  if (!part.startsWith('f')) return null;
  const lines = part.slice(1).split('\n');
  const header = lines.findIndex((line) => line.startsWith('# be_id'));
  const stats = readStats(lines.slice(0, header));
  const columns = lines[header]?.slice(2).split(' ') ?? [];
  return lines.slice(header + 1).flatMap((line) => {
    const fields = new Map(line.split(' ').map((field, i) => [columns[i] ?? '', field]));
    const [backend, name] = [fields.get('be_name'), fields.get('srv_name')];
    return backend === undefined || name === undefined ? [] : [toServer(backend, name, fields, stats)];
  });
}

type Fields = ReadonlyMap<string, string>;

function toServer(backend: string, name: string, state: Fields, stats: ReadonlyMap<string, Fields>): HaproxyServer {
  const stat = stats.get(`${backend}/${name}`);
  const admin = Number(state.get('srv_admin_state'));
  return {
    backend,
    name,
    // bits according to the management guide: maintenance and drain, forced by an operator or by the configuration
    state: admin & 0x05 ? 'maint' : admin & 0x08 ? 'drain' : 'ready',
    weight: Number(state.get('srv_uweight')),
    configuredWeight: Number(state.get('srv_iweight')),
    isUp: /^(UP|no check)/.test(stat?.get('status') ?? ''),
    sessions: Number(stat?.get('scur') ?? 0),
  };
}

function readStats(lines: readonly string[]): ReadonlyMap<string, Fields> {
  const start = lines.findIndex((line) => line.startsWith('# pxname'));
  const columns = lines[start]?.slice(2).split(',') ?? [];
  return new Map(
    lines.slice(start + 1).map((line) => {
      const fields = new Map(line.split(',').map((field, i) => [columns[i] ?? '', field]));
      return [`${fields.get('pxname') ?? ''}/${fields.get('svname') ?? ''}`, fields];
    }),
  );
}
