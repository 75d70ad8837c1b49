import type { Owned } from '../../module-api/module.ts';
import type { ResourceKey } from '../../query/resource-key.ts';
import type { DockerLogin } from './docker-command.ts';

export type DockerKind = 'container' | 'image' | 'network';

/** The key of an object of one daemon, whatever name the task gives it: `docker-image:nginx:latest` is `docker.io/library/nginx` too. */
export const dockerKey = (kind: DockerKind, login: DockerLogin, name: string): ResourceKey =>
  `docker-${kind}:${kind === 'image' ? plainImage(name) : name}${isDefault(login) ? '' : ` at ${login.docker_host ?? ''}`}`;

/** An object that the role's entry owns, and how it is removed. */
export const ownedObject = (kind: 'container' | 'network', login: DockerLogin, name: string): Owned => ({
  key: dockerKey(kind, login, name),
  remove: {
    module: `docker_${kind}`,
    params: { name, state: 'absent', ...(login.docker_host !== undefined && { docker_host: login.docker_host }) },
  },
});

const isDefault = ({ docker_host: host }: DockerLogin): boolean =>
  host === undefined || /^unix:\/\/(\/var)?\/run\/docker\.sock$/.test(host);

/** The name of an image with its tag; a tag may be a digest. */
export const taggedImage = (name: string, tag: string): string => {
  if (isTagged(name)) return name;
  return `${name}${/^[a-z\d]+:/.test(tag) ? '@' : ':'}${tag}`;
};

/** A colon after the last slash starts a tag, an @ a digest. */
const isTagged = (name: string): boolean => /[:@][^/]*$/.test(name);

/** Without the names that docker fills in, and with the tag. */
const plainImage = (name: string): string => {
  const bare = name.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\/(?=[^/]+$)/, '');
  return isTagged(bare) ? bare : `${bare}:latest`;
};
