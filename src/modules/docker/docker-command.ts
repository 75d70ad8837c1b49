import { text } from '../../module-api/params.ts';
import { quoteAll } from '../../query/quote.ts';

/** Parameters of every module for Docker. */
export const dockerLogin = {
  docker_host: text()
    .optional()
    .describe('Address of the daemon: unix:///run/docker.sock. Default: that of the docker command.'),
};

export interface DockerLogin {
  readonly docker_host?: string | undefined;
}

/** A command line of docker, as words of the shell. */
export const docker = ({ docker_host: host }: DockerLogin, words: readonly string[]): string =>
  quoteAll(['docker', ...(host === undefined ? [] : ['--host', host]), ...words]);
