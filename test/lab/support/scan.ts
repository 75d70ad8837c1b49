import { lab } from './lab.ts';

/** What a TCP port answers: a connection, a refusal, or nothing at all. */
export type PortState = 'open' | 'closed' | 'filtered';

/** Connects to each port from a host's own network (nothing is installed there). `ports` as `22,80,1000-2000`. */
export async function scan(
  from: string,
  address: string,
  ports: string,
  timeoutMs = 500,
): Promise<ReadonlyMap<number, PortState>> {
  const text = await lab('at', from, process.execPath, '-e', SCANNER, address, ports, String(timeoutMs));
  return new Map(
    Object.entries(JSON.parse(text) as Record<string, PortState>).map(([port, state]) => [Number(port), state]),
  );
}

const SCANNER = `
const { connect } = require('node:net');
const [address, ranges, timeout] = process.argv.slice(1);
const ports = ranges.split(',').flatMap((range) => {
  const [first, last = first] = range.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
});
const states = {};
const probe = (port) => new Promise((resolve) => {
  const socket = connect({ host: address, port, timeout: Number(timeout) });
  const end = (state) => { states[port] = state; socket.destroy(); resolve(); };
  socket.once('connect', () => end('open'));
  socket.once('timeout', () => end('filtered'));
  socket.once('error', ({ code }) => end(code === 'ECONNREFUSED' ? 'closed' : 'filtered'));
});
const work = async () => { while (ports.length > 0) await probe(ports.shift()); };
Promise.all(Array.from({ length: 400 }, work)).then(() => console.log(JSON.stringify(states)));
`;
