// node floor.js HOSTS.json SCRIPT : the floor as a separate process: starts, connects to all hosts, runs the script, ends.
import { readFileSync } from 'node:fs';
import type { Host, Login } from './on-hosts.ts';
import { runOnHosts } from './on-hosts.ts';

const [hostsFile = '', scriptFile = ''] = process.argv.slice(2);
const { hosts, login } = JSON.parse(readFileSync(hostsFile, 'utf8')) as { hosts: Host[]; login: Login };
const script = readFileSync(scriptFile, 'utf8');
await runOnHosts(hosts, login, () => script);
