import * as z from 'zod';
import { bool, integer, number, oneLine, text } from '../../module-api/params.ts';
import { dockerLogin } from './docker-command.ts';

const texts = () => z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(text()));
const textMap = () => z.record(z.string(), text());

const network = z.strictObject({
  name: text().describe('The network.'),
  ipv4_address: text().optional().describe('The address in it.'),
  ipv6_address: text().optional().describe('The address of IPv6 in it.'),
  aliases: z.array(text()).default([]).describe('More names in it.'),
});

export const containerParams = z
  .strictObject({
    name: text()
      .pipe(z.string().regex(/^[A-Za-z0-9][\w.-]*$/, 'must be a name of letters, digits, _ . and -'))
      .describe('The container.'),
    image: text().optional().describe('Its image. It is pulled where the host does not have it.'),
    state: z
      .enum(['started', 'present', 'stopped', 'absent'])
      .default('started')
      .describe('started: it runs; present: it is there; stopped: it is there and does not run.'),
    command: z
      .union([text(), z.array(text())])
      .optional()
      .describe('What it runs: words, or a list of them.'),
    entrypoint: z.array(text()).optional().describe('The program that the command is given to.'),
    env: z.record(z.string(), oneLine()).optional().meta({ secret: true }).describe('Its environment.'),
    published_ports: texts().optional().describe('Ports of the host: [8080:80, "127.0.0.1:8443:443"].'),
    volumes: texts().optional().describe('Directories of the host, and volumes: [/srv/data:/data:ro].'),
    networks: z.array(network).optional().describe('Networks that it is in.'),
    network_mode: text().optional().describe('bridge, host, none, container:NAME or a network.'),
    restart_policy: z
      .enum(['no', 'on-failure', 'always', 'unless-stopped'])
      .optional()
      .describe('When docker starts it again.'),
    restart_retries: integer().optional().describe('How often, with on-failure.'),
    labels: textMap().optional().describe('Its labels.'),
    hostname: text().optional().describe('Its name for itself.'),
    domainname: text().optional().describe('Its domain.'),
    user: text().optional().describe('The user that it runs as.'),
    groups: texts().optional().describe('More groups of the user.'),
    working_dir: text().optional().describe('The directory that it starts in.'),
    privileged: bool().optional().describe('With all rights on the host.'),
    capabilities: texts().optional().describe('More capabilities: [NET_ADMIN].'),
    cap_drop: texts().optional().describe('Capabilities that are taken away: [ALL].'),
    security_opts: texts().optional().describe('Options of security: [no-new-privileges].'),
    devices: texts().optional().describe('Devices of the host: [/dev/ttyUSB0].'),
    memory: text().optional().describe('Most memory that it may use: 512M.'),
    memory_reservation: text().optional().describe('Memory that it is brought down to where there is little.'),
    memory_swap: text().optional().describe('Memory and swap together; -1 for no limit.'),
    cpus: number().optional().describe('Most processors that it may use: 1.5.'),
    cpu_shares: integer().optional().describe('Its share of the processors, beside 1024 of others.'),
    cpuset_cpus: text().optional().describe('The processors that it may use: 0-3.'),
    pids_limit: integer().optional().describe('Most processes.'),
    oom_score_adj: integer().optional().describe('How likely it is ended where memory is short.'),
    shm_size: text().optional().describe('Size of /dev/shm.'),
    dns_servers: texts().optional().describe('Servers that it asks for names.'),
    dns_search_domains: texts().optional().describe('Domains in which it looks for names.'),
    etc_hosts: textMap().optional().describe('Names and their addresses, for its /etc/hosts.'),
    links: texts().optional().describe('Containers that it knows by name: [db, "db:database"].'),
    volumes_from: texts().optional().describe('Containers whose volumes it has too.'),
    log_driver: text().optional().describe('Where its output goes: json-file, journald.'),
    log_options: textMap().optional().describe('Options of the log driver: { max-size: 10m }.'),
    sysctls: textMap().optional().describe('Settings of the kernel, for it alone.'),
    ipc_mode: text().optional().describe('private, host, shareable or container:NAME.'),
    pid_mode: text().optional().describe('host, or container:NAME.'),
    uts: text().optional().describe('host: the name of the host is its own.'),
    userns_mode: text().optional().describe('host: users are those of the host.'),
    runtime: text().optional().describe('What runs it: runc.'),
    read_only: bool().optional().describe('Its file system cannot be written.'),
    init: bool().optional().describe('With a small init as its first process.'),
    tty: bool().optional().describe('With a terminal.'),
    interactive: bool().optional().describe('Its input stays open.'),
    auto_remove: bool().optional().describe('It is removed when it ends.'),
    stop_signal: text().optional().describe('The signal that ends it.'),
    stop_timeout: integer().optional().describe('Seconds that it has to end.'),
    recreate: bool().default(false).describe('Make it anew each time.'),
    restart: bool().default(false).describe('Restart it each time, where it runs.'),
    force_kill: bool().default(false).describe('Kill it where it is to be stopped.'),
    keep_volumes: bool().default(true).describe('no: its volumes without a name are removed with it.'),
    ...dockerLogin,
  })
  .refine((p) => p.networks === undefined || p.network_mode === undefined || p.networks.length === 0, {
    path: ['networks'],
    message: "and network_mode can't be given together",
  });

export type ContainerParams = z.output<typeof containerParams>;
