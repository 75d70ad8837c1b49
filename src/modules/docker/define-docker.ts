import type * as z from 'zod';
import type { Module, ModuleContext } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { NotTaken } from '../../module-api/not-taken.ts';
import { leftOut, notTakenFor } from '../../module-api/not-taken.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import type { ProbedModule, ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';
import type { DockerLogin, dockerLogin } from './docker-command.ts';
import { docker } from './docker-command.ts';
import type { DockerKind } from './docker-identity.ts';
import { dockerKey } from './docker-identity.ts';
import { hasChanged } from './pull-image.ts';

/** Parameters of Ansible's modules that access the daemon's API directly. */
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

/** The output of `docker inspect` for one object. */
export type Inspected = Readonly<Record<string, unknown>>;

interface DockerModule<P> extends Omit<ProbedModule<P>, 'probe' | 'plan' | 'result'> {
  /** The kind of object, as in `docker KIND inspect` and in the registered result. */
  readonly kind: DockerKind;
  readonly nameOf: (params: P) => string;
  /** Additional shell commands of the probe; `plan` receives their output. */
  readonly ask?: (params: P) => readonly string[];
  /** `found` is undefined if no object has this name. */
  readonly plan: (params: P, found: DockerFound, context: ModuleContext) => ProbedPlan;
  /** The registered value if no object has this name. */
  readonly absent: unknown;
}

export interface DockerFound {
  readonly found: Inspected | undefined;
  readonly asked: string;
}

/** The probe's output if no object has this name, before the output of `ask`. */
export const NOTHING_FOUND = '[]\n---\n';

/** Defines a module for one kind of Docker object. */
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
    reads: (p) => [dockerKey(kind, p, nameOf(p)), 'package:docker.io', ...(rest.reads?.(p) ?? [])],
    plan: (p, answer, context) => {
      if (answer.exitStatus === 127 && 'state' in p && p.state === 'absent') return CONVERGED;
      refuse(answer);
      return plan(p, parseAnswer(answer), context);
    },
    hasChanged,
    result: (_, answer) => ({ [kind]: parseAnswer(answer).found ?? absent }),
  });
}

/** If docker or its daemon is missing, the exit status says so. */
const askDocker = (login: DockerLogin): string[] => [
  'command -v docker >/dev/null || exit 127',
  `${docker(login, ['version', '--format', '{{.Server.Version}}'])} >/dev/null || exit 5`,
];

function refuse({ exitStatus, stderr }: ShellAnswer): void {
  if (exitStatus === 127)
    throw new ModuleFailure('docker is not installed on the host', 'Install the package docker.io or docker-ce-cli.');
  if (exitStatus === 5) throw new ModuleFailure(`the Docker daemon cannot be queried: ${stderr.split('\n')[0] ?? ''}`);
}

function parseAnswer({ stdout }: ShellAnswer): DockerFound {
  const [json = '', asked = ''] = stdout.split(/^---\n/m);
  const listed = JSON.parse(json.trim() || '[]') as Inspected[];
  return { found: listed[0], asked };
}
