import { ModuleFailure } from '../../module-api/module.ts';
import type { NotTaken } from '../../module-api/not-taken.ts';
import { leftOut, notTakenFor } from '../../module-api/not-taken.ts';
import { text } from '../../module-api/params.ts';
import { quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';

/** Parameters of every module for Docker. */
export const dockerLogin = {
  docker_host: text().optional().describe('Where the daemon is: unix:///run/docker.sock. Left out: as docker has it.'),
};

export const dockerAliases: Readonly<Record<string, string>> = { docker_url: 'docker_host' };

/** What Ansible's modules take besides, since they speak with the daemon themselves. */
export const dockerNotTaken: Readonly<Record<string, NotTaken>> = {
  ...Object.fromEntries(
    ['api_version', 'docker_api_version', 'debug', 'timeout', 'use_ssh_client', 'ssl_version'].map((name) => [
      name,
      leftOut('the docker command of the host is used.'),
    ]),
  ),
  'tls=false': leftOut('the docker command of the host is used.'),
  'validate_certs=false': leftOut('the docker command of the host is used.'),
  ...notTakenFor(
    ['ca_cert', 'client_cert', 'client_key', 'tls', 'tls_hostname', 'validate_certs'],
    "Set DOCKER_TLS_VERIFY and DOCKER_CERT_PATH in the task's environment.",
  ),
};

interface Login {
  readonly docker_host?: string | undefined;
}

export const docker = ({ docker_host: host }: Login, words: readonly string[]): string =>
  quoteAll(['docker', ...(host === undefined ? [] : ['--host', host]), ...words]);

/** Shell before a question: where there is no docker, or no daemon, that is the answer. */
export const askDocker = (login: Login): string[] => [
  'command -v docker >/dev/null || exit 127',
  `${docker(login, ['version', '--format', '{{.Server.Version}}'])} >/dev/null || exit 5`,
];

/** Throws where docker could not be asked. */
export function refuseDocker({ exitStatus, stderr }: ShellAnswer): void {
  if (exitStatus === 127)
    throw new ModuleFailure('docker is not installed on the host', 'The package docker.io or docker-ce-cli has it.');
  if (exitStatus === 5) throw new ModuleFailure(`the daemon of docker cannot be asked: ${stderr.split('\n')[0] ?? ''}`);
}

/** What `docker inspect` of one thing prints; undefined where there is none. */
export function parseInspected(stdout: string): Readonly<Record<string, unknown>> | undefined {
  const listed = JSON.parse(stdout.trim() || '[]') as Readonly<Record<string, unknown>>[];
  return listed[0];
}
