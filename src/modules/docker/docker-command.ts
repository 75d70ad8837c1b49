import { text } from '../../module-api/params.ts';
import { quoteAll } from '../../query/quote.ts';

/** Parameters of all modules for Docker. */
export const dockerLogin = {
  docker_host: text()
    .optional()
    .describe('Address of the daemon: unix:///run/docker.sock. Default: that of the docker command.'),
};

export interface DockerLogin {
  readonly docker_host?: string | undefined;
}

/** A docker command line, quoted for the shell. */
export const docker = ({ docker_host: host }: DockerLogin, words: readonly string[]): string =>
  quoteAll(['docker', ...(host === undefined ? [] : ['--host', host]), ...words]);
