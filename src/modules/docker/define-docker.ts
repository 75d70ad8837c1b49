import type * as z from 'zod';
import type { Module, ModuleContext } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { NotTaken } from '../../module-api/not-taken.ts';
import { leftOut, notTakenFor } from '../../module-api/not-taken.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import type { ProbedModule, ProbedPlan } from '../lib/define-probed.ts';
import { defineProbed } from '../lib/define-probed.ts';
import type { DockerLogin, dockerLogin } from './docker-command.ts';
import { docker } from './docker-command.ts';

/** What Ansible's modules take besides, since they speak with the daemon themselves. */
export const DOCKER_NOT_TAKEN: Readonly<Record<string, NotTaken>> = {
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

/** What `docker inspect` prints of one thing. */
export type Inspected = Readonly<Record<string, unknown>>;

interface DockerModule<P> extends Omit<ProbedModule<P>, 'probe' | 'plan' | 'result'> {
  /** What the module is for, as `docker KIND inspect` and the registered result name it. */
  readonly kind: 'container' | 'image' | 'network';
  readonly nameOf: (params: P) => string;
  /** More shell that asks; `plan` gets what it prints. */
  readonly ask?: (params: P) => readonly string[];
  /** `found` is undefined where there is nothing of that name. */
  readonly plan: (params: P, found: DockerFound, context: ModuleContext) => ProbedPlan;
  /** What is registered where there is nothing of that name. */
  readonly absent: unknown;
}

export interface DockerFound {
  readonly found: Inspected | undefined;
  readonly asked: string;
}

/** What the probe prints where there is nothing of that name, before what `ask` prints. */
export const NOTHING_FOUND = '[]\n---\n';

/** A module for one kind of what docker has. */
export function defineDocker<S extends z.ZodObject<typeof dockerLogin>>(
  module: DockerModule<z.output<S>> & { readonly params: S },
): Module {
  const { kind, nameOf, ask, plan, absent, ...rest } = module;
  return defineProbed<S>({
    ...rest,
    aliases: { docker_url: 'docker_host', ...rest.aliases },
    notTaken: { ...DOCKER_NOT_TAKEN, ...rest.notTaken },
    probe: (p) =>
      [
        ...askDocker(p),
        `${docker(p, [kind, 'inspect', nameOf(p)])} 2>/dev/null || :`,
        "printf '%s\\n' ---",
        ...(ask?.(p) ?? []),
      ].join('\n'),
    reads: (p) => [`docker-${kind}:${nameOf(p)}`, 'package:docker.io', ...(rest.reads?.(p) ?? [])],
    plan: (p, answer, context) => {
      refuse(answer);
      return plan(p, parseAnswer(answer), context);
    },
    result: (_, answer) => ({ [kind]: parseAnswer(answer).found ?? absent }),
  });
}

/** Where there is no docker, or no daemon, that is the answer. */
const askDocker = (login: DockerLogin): string[] => [
  'command -v docker >/dev/null || exit 127',
  `${docker(login, ['version', '--format', '{{.Server.Version}}'])} >/dev/null || exit 5`,
];

function refuse({ exitStatus, stderr }: ShellAnswer): void {
  if (exitStatus === 127)
    throw new ModuleFailure('docker is not installed on the host', 'Install the package docker.io or docker-ce-cli.');
  if (exitStatus === 5) throw new ModuleFailure(`the daemon of docker cannot be asked: ${stderr.split('\n')[0] ?? ''}`);
}

function parseAnswer({ stdout }: ShellAnswer): DockerFound {
  const [json = '', asked = ''] = stdout.split(/^---\n/m);
  const listed = JSON.parse(json.trim() || '[]') as Inspected[];
  return { found: listed[0], asked };
}
