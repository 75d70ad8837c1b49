import * as z from 'zod';
import { bool, integer, mapping, number, oneLine, text } from '../../module-api/params.ts';
import { dockerLogin } from './docker-command.ts';

const texts = () => z.preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(text()));
const textMap = () => mapping(text());

const PULLS = ['missing', 'always', 'never'] as const;

/** Older roles say yes or no. */
const pull = () =>
  z
    .union([z.enum(PULLS), bool().transform((given) => (given ? ('always' as const) : ('missing' as const)))], {
      error: 'must be missing, always or never',
    })
    .default('missing');

const network = z.strictObject({
  name: text().describe('The network.'),
  ipv4_address: text().optional().describe('The address in it.'),
  ipv6_address: text().optional().describe('The address of IPv6 in it.'),
  aliases: z.array(text()).default([]).describe('More names of the container in the network.'),
});

const healthcheck = z.strictObject({
  test: z
    .union([text(), z.array(text()).min(1)])
    .optional()
    .describe('A command for the shell of the container, a list of words, or NONE.'),
  interval: text().optional().describe('Time between two tests: 1m30s.'),
  timeout: text().optional().describe('Time after which a test has failed: 10s.'),
  start_period: text().optional().describe('Time in which failed tests do not count: 40s.'),
  retries: integer().optional().describe('Number of failed tests after which it does not work.'),
});

export const containerParams = z
  .strictObject({
    name: text()
      .pipe(z.string().regex(/^[A-Za-z0-9][\w.-]*$/, 'must be a name of letters, digits, _ . and -'))
      .describe('Name of the container.'),
    image: text().optional().describe('Its image.'),
    pull: pull().describe(
      'Whether its image is pulled: if the host does not have it (missing, or no), at every run (always, or yes), or never. With always, a container whose image has changed is re-created; a dry run says that it may.',
    ),
    state: z
      .enum(['started', 'present', 'stopped', 'absent'])
      .default('started')
      .describe('started: the container exists and runs; present: it exists; stopped: it exists and does not run.'),
    command: z
      .union([text(), z.array(text())])
      .optional()
      .describe('The command to run: a text, or a list of words.'),
    entrypoint: z.array(text()).optional().describe('The program that gets the command as arguments.'),
    env: mapping(oneLine()).optional().meta({ secret: true }).describe('Its environment.'),
    published_ports: texts().optional().describe('Ports of the host: [8080:80, "127.0.0.1:8443:443"].'),
    volumes: texts().optional().describe('Directories of the host, and volumes: [/srv/data:/data:ro].'),
    networks: z.array(network).optional().describe('Its networks.'),
    network_mode: text().optional().describe('bridge, host, none, container:NAME or a network.'),
    restart_policy: z
      .enum(['no', 'on-failure', 'always', 'unless-stopped'])
      .optional()
      .describe('When docker restarts it.'),
    restart_retries: integer().optional().describe('Number of restarts, with on-failure.'),
    labels: textMap().optional().describe('Its labels.'),
    hostname: text().optional().describe('Its host name.'),
    domainname: text().optional().describe('Its domain.'),
    user: text().optional().describe('The user to run as.'),
    groups: texts().optional().describe('More groups of the user.'),
    working_dir: text().optional().describe('The directory to start in.'),
    privileged: bool().optional().describe('Give it all rights on the host.'),
    capabilities: texts().optional().describe('More capabilities: [NET_ADMIN].'),
    cap_drop: texts().optional().describe('Capabilities to remove: [ALL].'),
    security_opts: texts().optional().describe('Security options: [no-new-privileges].'),
    devices: texts().optional().describe('Devices of the host: [/dev/ttyUSB0].'),
    memory: text().optional().describe('Memory limit: 512M.'),
    memory_reservation: text().optional().describe('Soft memory limit, for when the host is short of memory.'),
    memory_swap: text().optional().describe('Limit of memory and swap together; -1 for no limit.'),
    cpus: number().optional().describe('Processor limit: 1.5.'),
    cpu_shares: integer().optional().describe('Its share of processor time; the default of all containers is 1024.'),
    cpuset_cpus: text().optional().describe('The processors to run on: 0-3.'),
    pids_limit: integer().optional().describe('Process limit.'),
    oom_score_adj: integer().optional().describe('How likely the kernel is to kill it when memory runs out.'),
    ulimits: texts().optional().describe('Limits of its processes, soft and hard: ["nofile:1024:4096"].'),
    tmpfs: texts().optional().describe('File systems in memory: ["/run:size=64m"].'),
    healthcheck: healthcheck.optional().describe('How docker finds out whether it works.'),
    shm_size: text().optional().describe('Size of /dev/shm.'),
    dns_servers: texts().optional().describe('Its name servers.'),
    dns_search_domains: texts().optional().describe('Its DNS search domains.'),
    etc_hosts: textMap().optional().describe('Names and addresses for its /etc/hosts.'),
    links: texts().optional().describe('Containers to link to: [db, "db:database"].'),
    volumes_from: texts().optional().describe('Containers whose volumes to mount.'),
    log_driver: text().optional().describe('Log driver: json-file, journald.'),
    log_options: textMap().optional().describe('Options of the log driver: { max-size: 10m }.'),
    sysctls: textMap().optional().describe('Kernel settings for the container.'),
    ipc_mode: text().optional().describe('private, host, shareable or container:NAME.'),
    pid_mode: text().optional().describe('host, or container:NAME.'),
    uts: text().optional().describe('host: it has the host name of the host.'),
    userns_mode: text().optional().describe('host: its users are those of the host.'),
    runtime: text().optional().describe('The runtime: runc.'),
    read_only: bool().optional().describe('Its root file system is read-only.'),
    init: bool().optional().describe('Run a small init as its first process.'),
    tty: bool().optional().describe('Give it a terminal.'),
    interactive: bool().optional().describe('Keep its input open.'),
    auto_remove: bool().optional().describe('Remove it when it ends.'),
    stop_signal: text().optional().describe('The signal that stops it.'),
    stop_timeout: integer().optional().describe('Seconds that it has to stop.'),
    recreate: bool().default(false).describe('Re-create it each time.'),
    restart: bool().default(false).describe('Restart it each time, if it runs.'),
    force_kill: bool().default(false).describe('Kill it instead of stopping it.'),
    keep_volumes: bool().default(true).describe('no: remove its volumes without a name with it.'),
    ...dockerLogin,
  })
  .refine((p) => p.networks === undefined || p.network_mode === undefined || p.networks.length === 0, {
    path: ['networks'],
    message: "and network_mode can't be given together",
  });

export type ContainerParams = z.output<typeof containerParams>;
