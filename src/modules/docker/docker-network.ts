import * as z from 'zod';
import type { Change } from '../../module-api/module.ts';
import { leftOut, notTakenFor } from '../../module-api/not-taken.ts';
import { bool, mapping, text } from '../../module-api/params.ts';
import { Unknown } from '../../values/unknown.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED } from '../lib/define-probed.ts';
import type { DockerFound } from './define-docker.ts';
import { defineDocker, NOTHING_FOUND } from './define-docker.ts';
import { docker, dockerLogin } from './docker-command.ts';
import { dockerKey, ownedObject } from './docker-identity.ts';

const pool = z.strictObject({
  subnet: text().optional().describe('The range: 10.5.0.0/24.'),
  gateway: text().optional().describe('The address of the host in it.'),
  iprange: text().optional().describe('The part of it from which containers get addresses.'),
});

const params = z.strictObject({
  name: text().describe('The network.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether it exists.'),
  driver: text().default('bridge').describe('Its driver.'),
  driver_options: mapping(text()).default({}).describe('Options of the driver.'),
  internal: bool().optional().describe('No access to other networks.'),
  attachable: bool().optional().describe('Containers of other projects may join it.'),
  enable_ipv6: bool().optional().describe('With IPv6.'),
  labels: mapping(text()).default({}).describe('Its labels.'),
  ipam_config: z.array(pool).default([]).describe('Its address ranges.'),
  ...dockerLogin,
});

type Params = z.output<typeof params>;

/** Manages Docker networks. */
export const dockerNetwork = defineDocker({
  name: 'docker_network',
  summary: 'Creates and removes Docker networks; a network that differs is re-created.',
  params,
  aliases: { network_name: 'name' },
  notTaken: {
    'force=false': leftOut('it is re-created only if it differs.'),
    force: 'Remove it first, in a task with state: absent.',
    ...notTakenFor(['appends', 'incremental', 'connected', 'containers'], 'Give networks to docker_container.'),
    ...notTakenFor(['ipam_driver', 'ipam_driver_options', 'scope'], 'Run docker network create in a command.'),
  },
  examples: ['- docker_network:\n    name: backend\n    internal: yes\n    ipam_config: [{ subnet: 10.5.0.0/24 }]\n'],
  returns: { network: 'The output of docker inspect; null if it does not exist.' },
  kind: 'network',
  nameOf: (p) => p.name,
  absent: null,
  plan,
  writes: (p) => ({ keys: [dockerKey('network', p, p.name)] }),
  owns: (p) => (p.state === 'absent' ? [] : [ownedObject('network', p, p.name)]),
});

interface Network {
  readonly Driver: string;
  readonly Internal: boolean;
  readonly Attachable: boolean;
  readonly EnableIPv6: boolean;
  readonly Options: Readonly<Record<string, string>> | null;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly IPAM: { readonly Config: readonly { Subnet?: string; Gateway?: string; IPRange?: string }[] | null };
  readonly Containers: Readonly<Record<string, { readonly Name: string }>> | null;
}

function plan(p: Params, answer: DockerFound): ProbedPlan {
  const found = answer.found as Network | undefined;
  const removal = found ? removalOf(p, found) : [];
  if (p.state === 'absent')
    return found
      ? planned([{ attribute: 'network', before: 'present', after: 'absent' }], removal, NOTHING_FOUND)
      : CONVERGED;
  const changes = found ? differences(p, found) : [{ attribute: 'network', before: 'absent', after: 'present' }];
  if (changes.length === 0) return CONVERGED;
  return planned(changes, [...removal, docker(p, creation(p))], new Unknown(`the network ${p.name}`));
}

const planned = (changes: readonly Change[], commands: readonly string[], after: ProbedPlan['after']): ProbedPlan => ({
  changes,
  steps: [{ kind: 'run', script: commands.join(' &&\n') }],
  after,
});

const removalOf = (p: Params, { Containers: containers }: Network): string[] => [
  ...Object.values(containers ?? {}).map(({ Name: name }) =>
    docker(p, ['network', 'disconnect', '--force', p.name, name]),
  ),
  docker(p, ['network', 'rm', p.name]),
];

function differences(p: Params, found: Network): Change[] {
  const ranges = (found.IPAM.Config ?? []).map((each) => [each.Subnet, each.Gateway, each.IPRange]);
  return [
    ...differs('driver', found.Driver, p.driver),
    ...differs('internal', found.Internal, p.internal),
    ...differs('attachable', found.Attachable, p.attachable),
    ...differs('enable_ipv6', found.EnableIPv6, p.enable_ipv6),
    ...Object.entries(p.driver_options).flatMap(([name, value]) =>
      differs(`option ${name}`, found.Options?.[name], value),
    ),
    ...Object.entries(p.labels).flatMap(([name, value]) => differs(`label ${name}`, found.Labels?.[name], value)),
    ...p.ipam_config.flatMap(({ subnet, gateway, iprange }) => {
      const at = ranges.find(([each]) => each === subnet) ?? [];
      return [
        ...differs('subnet', at[0], subnet),
        ...differs(`gateway of ${subnet ?? ''}`, at[1], gateway),
        ...differs(`iprange of ${subnet ?? ''}`, at[2], iprange),
      ];
    }),
  ];
}

/** Values that are not given are not compared. */
const differs = (attribute: string, before: unknown, after: unknown): Change[] =>
  after === undefined || before === after ? [] : [{ attribute, before: before ?? null, after }];

const creation = (p: Params): string[] => [
  'network',
  'create',
  `--driver=${p.driver}`,
  ...(p.internal === true ? ['--internal'] : []),
  ...(p.attachable === true ? ['--attachable'] : []),
  ...(p.enable_ipv6 === true ? ['--ipv6'] : []),
  ...Object.entries(p.driver_options).map(([name, value]) => `--opt=${name}=${value}`),
  ...Object.entries(p.labels).map(([name, value]) => `--label=${name}=${value}`),
  ...p.ipam_config.flatMap(({ subnet, gateway, iprange }) => [
    ...(subnet === undefined ? [] : [`--subnet=${subnet}`]),
    ...(gateway === undefined ? [] : [`--gateway=${gateway}`]),
    ...(iprange === undefined ? [] : [`--ip-range=${iprange}`]),
  ]),
  p.name,
];
