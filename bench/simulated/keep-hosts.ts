// node keep-hosts.js SCRATCH COUNT,... : simulates the largest COUNT of hosts until its input ends; prints "ready" when they run. SCRATCH/project
// contains their role, a playbook, and an inventory scale-COUNT for each.
import type { ChildProcess } from 'node:child_process';
import { simulate } from './simulate.ts';

const [, , scratch = '', counts = '1'] = process.argv;
let servers: readonly ChildProcess[] = [];
process.stdin.resume().once('end', () => {
  for (const server of servers) server.kill();
  process.exit();
});
servers = await simulate({ scratch, sizes: [1, ...counts.split(',').map(Number)], servers: 2, delay: '0' });
process.stdout.write('ready\n');
