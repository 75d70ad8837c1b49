import * as z from 'zod';
import type { Change, ModuleContext } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { integer, oneLine, port, text } from '../../module-api/params.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';
import { expectRedisAnswer, redisCommand, redisLogin, redisStep, renderRedisQuestion } from './redis-cli.ts';
import { isSameValue, redisValue } from './redis-value.ts';

const yesOrNo = (given: unknown): unknown => (typeof given === 'boolean' ? (given ? 'yes' : 'no') : given);
const asReplica = (given: unknown): unknown => (given === 'slave' ? 'replica' : given);
const settingName = () => text().pipe(z.string().regex(/^[\w-]+$/, 'must be the name of a setting, such as maxmemory'));

const params = z
  .strictObject({
    command: z
      .preprocess(asReplica, z.enum(['config', 'flush', 'replica']))
      .describe('config: change a setting; flush: remove all keys; replica: configure replication.'),
    name: settingName().optional().describe('The setting, with command: config.'),
    value: z
      .preprocess(yesOrNo, oneLine())
      .optional()
      .describe('Value of the setting. A memory size may be written as 1KB, 2M or 400MB.'),
    flush_mode: z.enum(['all', 'db']).default('all').describe('Whether to remove the keys of all databases or of one.'),
    db: integer().optional().describe('The database, with flush_mode: db.'),
    replica_mode: z
      .preprocess(asReplica, z.enum(['master', 'replica']))
      .default('replica')
      .describe('replica: replicate from master_host. master: stop replication.'),
    master_host: oneLine().optional().describe('The server to replicate from.'),
    master_port: port().optional().describe('Port of that server.'),
    ...redisLogin,
  })
  .refine((p) => p.command !== 'config' || p.name !== undefined, { path: ['name'], message: 'is needed with config' })
  .refine((p) => p.command !== 'config' || p.value !== undefined, { path: ['value'], message: 'is needed with config' })
  .refine((p) => p.command !== 'flush' || p.flush_mode === 'all' || p.db !== undefined, {
    path: ['db'],
    message: 'is needed with flush_mode: db',
  })
  .refine((p) => p.command !== 'replica' || p.replica_mode === 'master' || p.master_host !== undefined, {
    path: ['master_host'],
    message: 'is needed with replica_mode: replica',
  })
  .refine((p) => p.command !== 'replica' || p.replica_mode === 'master' || p.master_port !== undefined, {
    path: ['master_port'],
    message: 'is needed with replica_mode: replica',
  });

type Params = z.output<typeof params>;

/** Settings whose values are secrets. */
const SECRET = ['requirepass', 'masterauth', 'tls-key-file-pass', 'tls-client-key-file-pass'];

/** Manages a running Redis server. */
export const redis = defineProbed({
  name: 'redis',
  summary: 'Changes settings of a running Redis server, configures replication, and removes keys.',
  params,
  aliases: { slave_mode: 'replica_mode' },
  examples: [
    '- redis:\n    command: config\n    name: maxmemory\n    value: 400MB\n',
    '- redis:\n    command: replica\n    master_host: 10.0.0.5\n    master_port: 6379\n',
    '- redis:\n    command: flush\n    flush_mode: db\n    db: 1\n',
  ],
  returns: {
    name: 'The setting.',
    value: 'Value of the setting; sizes in bytes.',
    mode: '`master`, or for a replica a mapping with status, master_host and master_port.',
    flushed: 'Whether keys were removed.',
    db: 'The database whose keys were removed.',
  },
  probe,
  reads: (p) => [keyOf(p), `${serverOf(p)}:requirepass`, 'package:redis-tools', 'unit:redis-server.service'],
  plan,
  writes: (p) => ({ keys: [keyOf(p)] }),
  result,
});

const serverOf = (p: Params): string => `redis:${p.login_host}:${p.login_port}`;

/** The resource that the command changes: a setting or another part of the server. */
const keyOf = (p: Params): string => `${serverOf(p)}:${p.command === 'config' ? (p.name ?? '') : p.command}`;

function probe(p: Params): string {
  // the task that sets the password must also succeed after the change
  const passwords = [p.login_password ?? '', ...(p.name === 'requirepass' ? [p.value ?? ''] : [])];
  return renderRedisQuestion(p, { ...questionOf(p), passwords });
}

const STANDING = "grep -E '^(role|master_host|master_port):|^(ERR|NOPERM) '";

function questionOf(p: Params): { command: string; filter: string } {
  if (p.command === 'replica') return { command: 'INFO replication', filter: STANDING };
  return {
    command: p.command === 'config' ? redisCommand(['CONFIG', 'GET', p.name ?? '']) : 'PING',
    filter: 'cat',
  };
}

function plan(p: Params, found: ShellAnswer, context: ModuleContext): ProbedPlan {
  const answer = expectRedisAnswer(found);
  if (p.command === 'config') return planConfig(p, answer, context);
  return p.command === 'replica' ? planReplica(p, answer) : planFlush(p, answer, context);
}

function planConfig(p: Params, answer: string, { isRecheck }: ModuleContext): ProbedPlan {
  const { name = '', value = '' } = p;
  if (answer === '') throw new ModuleFailure(`the Redis server has no setting ${name}`);
  const before = answer.slice(name.length + 1);
  const after = redisValue(value);
  // the server normalizes some values; its OK is sufficient
  if (isRecheck === true || isSameValue(name, before, after)) return CONVERGED;
  const change = { attribute: name, before, after, ...(SECRET.includes(name) ? { secret: true } : {}) };
  return {
    changes: [change],
    steps: [redisStep(p, ['CONFIG', 'SET', name, after])],
    after: `${name}\n${after}\n`,
  };
}

function planReplica(p: Params, answer: string): ProbedPlan {
  const [before, after] = [standingOf(answer), wantedStanding(p)];
  if (before === after) return CONVERGED;
  const isReplica = p.replica_mode === 'replica';
  const place = [p.master_host ?? '', String(p.master_port)];
  const changes: Change[] = [{ attribute: 'replicates from', before, after }];
  return {
    changes,
    steps: [redisStep(p, ['REPLICAOF', ...(isReplica ? place : ['NO', 'ONE'])])],
    after: isReplica ? `role:slave\nmaster_host:${place[0]}\nmaster_port:${place[1]}\n` : 'role:master\n',
  };
}

const wantedStanding = (p: Params): string | null =>
  p.replica_mode === 'master' ? null : `${p.master_host ?? ''} ${p.master_port ?? ''}`;

function standingOf(answer: string): string | null {
  const of = (name: string): string | undefined => new RegExp(`^${name}:(.*)$`, 'm').exec(answer)?.[1];
  return of('role') === 'master' ? null : `${of('master_host') ?? ''} ${of('master_port') ?? ''}`;
}

/** As in Ansible, keys are removed on every run, since clients write new ones. */
function planFlush(p: Params, answer: string, { isRecheck }: ModuleContext): ProbedPlan {
  if (isRecheck === true) return CONVERGED;
  const isOne = p.flush_mode === 'db';
  const attribute = isOne ? `keys of database ${p.db ?? 0}` : 'keys';
  return {
    changes: [{ attribute, before: null, after: 'removed' }],
    steps: [redisStep(p, [isOne ? 'FLUSHDB' : 'FLUSHALL'], isOne ? ['-n', String(p.db)] : [])],
    after: `${answer}\n`,
  };
}

function result(p: Params): Record<string, unknown> {
  if (p.command === 'config') return { name: p.name, value: redisValue(p.value ?? '') };
  if (p.command === 'flush') return { flushed: true, ...(p.flush_mode === 'db' ? { db: p.db } : {}) };
  const { replica_mode: status, master_host, master_port } = p;
  return { mode: status === 'master' ? status : { status, master_host, master_port } };
}
