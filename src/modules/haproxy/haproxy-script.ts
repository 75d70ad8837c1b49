import { programText } from '../../values/program-text.ts';
import changeServers from './haproxy-change.pl';
import type { HaproxyServer } from '../../query/services/haproxy.ts';
import { HAPROXY_CLIENT } from '../../query/services/haproxy.ts';
import { quoteAll } from '../../query/quote.ts';

export interface HaproxyChange {
  readonly socket: string;
  readonly state?: 'enabled' | 'disabled' | 'drain' | undefined;
  readonly weight?: string | undefined;
  readonly drain: boolean;
  readonly wait: boolean;
  readonly wait_interval: number;
  readonly wait_retries: number;
  readonly shutdown_sessions: boolean;
  readonly servers: readonly HaproxyServer[];
}

/** Shell code that changes servers through the admin socket, with Debian's base Perl. It fails if any response is an error. */
export function renderHaproxyChange(change: HaproxyChange): string {
  const words = [
    change.socket,
    change.state ?? '',
    change.weight ?? '',
    change.drain,
    change.wait,
    change.wait_interval,
    change.wait_retries,
    change.shutdown_sessions,
    ...change.servers.map(({ backend, name }) => `${backend}/${name}`),
  ];
  return `perl -e '${PROGRAM}' -- ${quoteAll(words.map((word) => (typeof word === 'boolean' ? String(Number(word)) : String(word))))}`;
}

const PROGRAM = `${HAPROXY_CLIENT}${programText(changeServers)}`;
