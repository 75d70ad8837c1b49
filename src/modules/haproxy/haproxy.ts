import * as z from 'zod';
import type { Answers, Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { bool, integer, path, text } from '../../module-api/params.ts';
import type { Query } from '../../query/query.ts';
import type { HaproxyAnswer, HaproxyServer } from '../../query/services/haproxy.ts';
import { haproxyServers } from '../../query/services/haproxy.ts';
import { renderHaproxyChange } from './haproxy-script.ts';

const name = () => text().pipe(z.string().regex(/^[\w.:-]+$/, 'must be a name: letters, digits and . : _ -'));

const params = z
  .strictObject({
    host: name().describe('Name of the server in the backend.'),
    backend: name().optional().describe('Name of the backend. Default: all backends with a server of this name.'),
    state: z
      .enum(['enabled', 'disabled', 'drain'])
      .optional()
      .describe('`drain`: no new sessions; `disabled`: no sessions; `enabled`: depends on the health checks.'),
    socket: path().default('/run/haproxy/admin.sock').describe('Admin socket of HAProxy.'),
    drain: bool().default(false).describe('With `disabled`: first wait until the sessions have ended.'),
    wait: bool()
      .default(false)
      .describe('Wait until an enabled server is up, or until the last session of a draining one has ended.'),
    wait_interval: integer().default(5).describe('Seconds between checks.'),
    wait_retries: integer().default(25).describe('Number of checks before the task fails.'),
    weight: text()
      .pipe(z.string().regex(/^\d+%?$/, 'must be a number, or a percentage of the configured weight'))
      .optional()
      .describe('Weight of the server: 0 to 256, or a percentage of the configured weight.'),
    shutdown_sessions: bool().default(false).describe('With `disabled`: close the remaining sessions.'),
    fail_on_not_found: bool().default(false).describe('Fail if the server does not exist.'),
  })
  .refine((p) => p.state !== undefined || p.weight !== undefined, 'haproxy needs state or weight');

type Params = z.output<typeof params>;

interface Asked {
  readonly [name: string]: Query;
  readonly servers: Query<HaproxyAnswer>;
}
type Found = Answers<Asked>;

/** Manages servers of a running HAProxy: disables, drains and enables them. */
export const haproxy = defineState({
  name: 'haproxy',
  summary: 'Drains, disables and enables servers of a running HAProxy.',
  params,
  notTaken: {
    agent: 'Send `disable agent` or `enable agent` to the socket in a command.',
    health: 'Send `disable health` or `enable health` to the socket in a command.',
  },
  examples: [
    '- haproxy:\n    backend: web\n    host: web1\n    state: drain\n    wait: yes\n  delegate_to: lb1\n',
    '- haproxy:\n    backend: web\n    host: web1\n    state: enabled\n    wait: yes\n  delegate_to: lb1\n',
  ],
  returns: { servers: 'The servers, as backend/name.' },
  queries: (p): Asked => ({ servers: haproxyServers(p.socket) }),
  diff: (p, s: Found) => wanted(p, s).flatMap((server) => diffServer(p, server)),
  apply: (p, s: Found) => [
    {
      kind: 'run',
      script: renderHaproxyChange({
        ...p,
        wait: p.wait || p.drain,
        servers: wanted(p, s).filter((server) => diffServer(p, server).length > 0),
      }),
    },
  ],
  predict: (p, s: Found) => {
    const changed = new Set(wanted(p, s));
    const answer = (s.servers ?? []).map((server) => (changed.has(server) ? after(p, server) : server));
    return [{ query: haproxyServers(p.socket), answer }];
  },
  writes: (p) => ({ keys: [`haproxy:${p.socket}`] }),
  result: (p, s: Found) => ({ servers: wanted(p, s).map((server) => `${server.backend}/${server.name}`) }),
});

const STATES = { enabled: 'ready', disabled: 'maint', drain: 'drain' } as const;

function wanted(p: Params, { servers }: Found): HaproxyServer[] {
  if (servers === null)
    throw new ModuleFailure(
      `no HAProxy answers on ${p.socket}`,
      'Its global section needs: stats socket PATH level admin.',
    );
  const found = servers.filter((server) => server.name === p.host && (p.backend ?? server.backend) === server.backend);
  if (found.length === 0 && p.fail_on_not_found)
    throw new ModuleFailure(`HAProxy has no server ${p.backend ?? '*'}/${p.host}`);
  return found;
}

function diffServer(p: Params, server: HaproxyServer): Change[] {
  const at = (what: string): string => `${what} of ${server.backend}/${server.name}`;
  const state = p.state && STATES[p.state];
  const weight = weightOf(p, server);
  const isUpWanted = p.wait && state === 'ready';
  const isEmptyWanted = (p.wait || p.drain || p.shutdown_sessions) && state !== undefined && state !== 'ready';
  return [
    ...(state === undefined || state === server.state
      ? []
      : [{ attribute: at('state'), before: server.state, after: state }]),
    ...(weight === server.weight ? [] : [{ attribute: at('weight'), before: server.weight, after: weight }]),
    ...(isUpWanted && !server.isUp ? [{ attribute: at('status'), before: 'not up', after: 'up' }] : []),
    ...(isEmptyWanted && server.sessions > 0 ? [{ attribute: at('sessions'), before: server.sessions, after: 0 }] : []),
  ];
}

function weightOf(p: Params, server: HaproxyServer): number {
  if (p.weight === undefined) return server.weight;
  return p.weight.endsWith('%')
    ? Math.floor((server.configuredWeight * parseInt(p.weight, 10)) / 100)
    : Number(p.weight);
}

const after = (p: Params, server: HaproxyServer): HaproxyServer => ({
  ...server,
  state: p.state ? STATES[p.state] : server.state,
  weight: weightOf(p, server),
  isUp: p.state === 'enabled' ? p.wait || server.isUp : server.isUp,
  sessions: p.state === undefined || p.state === 'enabled' ? server.sessions : 0,
});
