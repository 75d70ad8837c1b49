import type * as z from 'zod';
import type { Within } from '../../controller/run-locally.ts';
import { findUnknown } from '../../expression/contains-unknown.ts';
import type { Scope, Templated } from '../../expression/compiled.ts';
import { evaluateCondition } from '../../expression/evaluate-condition.ts';
import { NO_NAMES } from '../../expression/no-names.ts';
import { isOmit } from '../../expression/omit.ts';
import { renderTemplated } from '../../expression/render-templated.ts';
import type { Keywords, Task } from '../../playbook/types.ts';
import type { Failure } from '../events.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { ControlEffect, HostTraits, Module, ModuleContext } from '../../module-api/module.ts';
import type { LocalContent } from '../../module-api/local-input.ts';
import { selinuxParams } from '../../module-api/not-taken.ts';
import { relativePathsIn } from '../../module-api/relative-paths.ts';
import { paramMeta, secretParams } from '../../module-api/param-meta.ts';
import { parseParams } from '../../module-api/parse-params.ts';
import type { ParsedParams } from '../../module-api/parse-params.ts';
import { isUnknown } from '../../values/unknown.ts';
import type { Unknown } from '../../values/unknown.ts';
import type { RenderedTask } from '../../predict/plan-task.ts';
import { taskFailure } from '../errors.ts';
import type { HomeOf } from './expand-homes.ts';
import { expandHomes, placeRelative } from './expand-homes.ts';
import type { LocalFiles } from '../files/local-files.ts';
import { settleKeywords } from './settle-keywords.ts';

/** A task for one host and loop item, as far as it can be rendered now. */
export type Rendering =
  | { readonly kind: 'ready'; readonly ready: RenderedTask }
  | { readonly kind: 'control'; readonly effect: ControlEffect }
  | { readonly kind: 'skipped'; readonly reason: string }
  /** The task depends on an unknown value. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly unknown: Unknown }
  | ({ readonly kind: 'failed' } & Pick<Failure, 'message' | 'hint' | 'place'>);

export interface RenderSetting {
  readonly scope: Scope;
  readonly files: LocalFiles;
  readonly host: HostTraits;
  readonly checkMode: boolean;
  /** The user that the session's shell runs as. */
  readonly shellUser: string;
  readonly loginUser: string;
  readonly now: Date;
  readonly onSecret: (text: string) => void;
  readonly homeOf: HomeOf;
  readonly workingDirectory: () => Promise<string | Unknown | undefined>;
  /** Everything is evaluated within it. */
  readonly within: Within;
}

/** Evaluates the conditions, then the parameters, then the files that they name. A user's mistake gives `failed`; it is never thrown. */
export async function renderTask(task: Task, setting: RenderSetting): Promise<Rendering> {
  try {
    const { scope, within } = setting;
    const skipped = within(() => testConditions(task, scope));
    if (skipped) return skipped;
    const settled = within(() => settleKeywords(task, scope));
    if (isUnknown(settled)) return { kind: 'unknown', reason: settled.reason, unknown: settled };
    return await renderParams(settled, setting);
  } catch (error) {
    return renderFailure(error);
  }
}

/** Undefined if all conditions hold. */
export function testConditions({ when }: Pick<Keywords, 'when'>, scope: Scope): Rendering | undefined {
  for (const condition of when) {
    const holds = evaluateCondition(condition, scope);
    if (isUnknown(holds)) return { kind: 'unknown', reason: holds.reason, unknown: holds };
    if (!holds) return { kind: 'skipped', reason: `${condition.source.text.trim()} is false` };
  }
  return undefined;
}

async function renderParams(task: Task, setting: RenderSetting): Promise<Rendering> {
  const { scope, within } = setting;
  const constant = constantParamsOf(task);
  const given = constant ? {} : (within(() => renderTemplated(task.args, scope)) as Record<string, unknown>);
  const layers = within(() => task.environment.map((layer) => renderTemplated(layer, scope)));
  const unknown = findUnknown(given) ?? findUnknown(layers);
  if (unknown) return { kind: 'unknown', reason: unknown.reason, unknown };
  const environment = Object.fromEntries(layers.flatMap(readEnvironment));
  const context = within(() => renderContext(task, setting, environment));
  const placed = task.takesRelativePaths ? await placeRelative(task.module, given, setting.workingDirectory) : given;
  if (isUnknown(placed)) return { kind: 'unknown', reason: placed.reason, unknown: placed };
  const raw = await expandHomes(task.module, placed, { me: context.as ?? setting.shellUser, homeOf: setting.homeOf });
  if (isUnknown(raw)) return { kind: 'unknown', reason: raw.reason, unknown: raw };
  const parsed = constant ?? parseParams(task.module, raw);
  if (!parsed.ok)
    return {
      kind: 'failed',
      message: parsed.issues.map((issue) => issue.message).join('; '),
      hint: parsed.issues.find(({ suggestion }) => suggestion !== undefined)?.suggestion,
    };
  const { module } = task;
  const lost =
    setting.host.hasSelinux === true && lostToSelinux(module, constant ? renderTemplated(task.args, NO_NAMES) : raw);
  if (lost) return lost;
  const cut = cutByNull(module, { ...parsed.params, environment: context.environment });
  if (cut) return cut;
  noteSecrets(module, parsed.params, setting.onSecret);
  const { params, bound } = parsed;
  if (bound.kind === 'control') {
    const written = writtenExpressions(module, task.args);
    return { kind: 'control', effect: bound.effect({ ...context, written }) };
  }
  const inputs: Record<string, LocalContent> = {};
  for (const [name, input] of Object.entries(bound.inputs())) {
    const content = await setting.files.load(input, task.searchPath, { scope, within });
    if (isUnknown(content)) return { kind: 'unknown', reason: content.reason, unknown: content };
    inputs[name] = content;
  }
  return { kind: 'ready', ready: { module, params, bound, context: { ...context, inputs } } };
}

/** Parameters that reach the host as bytes, not as words of a script. */
const BYTES: ReadonlySet<string> = new Set(['content', 'stdin', 'body', 'data']);

/** A shell would end at the null byte, and take the rest of the script with it. */
function cutByNull(module: Module, given: Readonly<Record<string, unknown>>): Rendering | undefined {
  if (module.kind === 'control') return undefined;
  const name = Object.keys(given).find((key) => !BYTES.has(key) && holdsNull(given[key]));
  return name === undefined
    ? undefined
    : { kind: 'failed', message: `${name} has a null byte, which no path and no command can have` };
}

function holdsNull(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null || value instanceof Date || Buffer.isBuffer(value)) return false;
  return Object.entries(value).some(([key, inner]) => key.includes('\0') || holdsNull(inner));
}

/** What would be passed over, though it has an effect where SELinux is on. */
function lostToSelinux(module: Module, given: unknown): Rendering | undefined {
  const [name] = selinuxParams(module, given as Record<string, unknown>);
  if (name === undefined) return undefined;
  const message = `SELinux is on, and ${name} of Ansible's ${module.name} is not supported`;
  return { kind: 'failed', message, hint: 'Run semanage fcontext and restorecon in a command.' };
}

/** The parameters of a task without expressions, which are the same on each host. */
export function constantParamsOf(task: Task): ParsedParams | undefined {
  if (!constantParams.has(task)) constantParams.set(task, parseConstant(task));
  return constantParams.get(task);
}

const constantParams = new WeakMap<Task, ParsedParams | undefined>();

function parseConstant({ module, args, takesRelativePaths }: Task): ParsedParams | undefined {
  if (!isConstant(args)) return undefined;
  const raw = renderTemplated(args, NO_NAMES) as Record<string, unknown>;
  return takesRelativePaths && relativePathsIn(module, raw).length > 0 ? undefined : parseParams(module, raw);
}

function isConstant(args: Templated): boolean {
  switch (args.kind) {
    case 'literal':
      return !mayBeginAtHome(args.value);
    case 'template':
      return false;
    case 'sequence':
      return args.items.every(isConstant);
    case 'mapping':
      return args.entries.every(({ value }) => isConstant(value));
  }
}

/** A home directory is the host's own. */
const mayBeginAtHome = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.startsWith('~')
    : typeof value === 'object' && value !== null && Object.values(value).some(mayBeginAtHome);

function renderContext(
  task: Task,
  { scope, host, checkMode, shellUser, loginUser, now }: RenderSetting,
  environment: Readonly<Record<string, string>>,
): ModuleContext {
  const wanted = taskUser(task, scope, shellUser, loginUser);
  return {
    host,
    inputs: {},
    checkMode: typeof task.checkMode === 'boolean' ? task.checkMode : checkMode,
    as: wanted === shellUser ? undefined : wanted,
    environment,
    now,
  };
}

/** The variables of one `environment`. Throws `ModuleFailure` if it is not a mapping of valid names to plain values. */
function readEnvironment(layer: unknown): [string, string][] {
  const value = layer ?? {};
  if (isOmit(value)) return [];
  if (typeof value !== 'object' || Array.isArray(value))
    throw new ModuleFailure(`environment must be a mapping of names to values, not ${JSON.stringify(value)}`);
  return Object.entries(value).map(([name, item]: [string, unknown]) => {
    if (!/^[A-Za-z_]\w*$/.test(name))
      throw new ModuleFailure(`environment: ${JSON.stringify(name)} is not a valid variable name`);
    if (typeof item === 'object' && item !== null)
      throw new ModuleFailure(`environment: ${name} must be a plain value, not ${JSON.stringify(item)}`);
    return [name, String(item)];
  });
}

/** The text of the parameters that are expressions, for messages. */
function writtenExpressions(module: Module, args: Templated): Record<string, unknown> {
  const entries = args.kind === 'mapping' ? args.entries : [];
  const shape = module.params.shape as Record<string, z.core.$ZodType | undefined>;
  return Object.fromEntries(
    entries
      .filter(({ key }) => shape[key] && paramMeta(shape[key]).expression)
      .map(({ key, value }) => [key, writtenAs(value)]),
  );
}

function writtenAs(value: Templated): unknown {
  if (value.kind === 'template') return value.template.source.text.trim();
  if (value.kind === 'sequence') return value.items.map(writtenAs);
  return value.kind === 'literal' ? String(value.value) : undefined;
}

/** Masks the values of secret parameters from now on. */
function noteSecrets(
  module: Module,
  params: Readonly<Record<string, unknown>>,
  onSecret: (text: string) => void,
): void {
  for (const name of secretParams(module.params)) {
    const value = params[name];
    if (typeof value === 'string') onSecret(value);
  }
}

/** The user that a task runs as: its become_user, root with become only, otherwise the login user. */
function taskUser(task: Task, scope: Scope, shellUser: string, loginUser: string): string {
  const become =
    typeof task.become === 'boolean'
      ? task.become
      : scope.has('ansible_become') && scope.get('ansible_become') === true;
  if (!become) return loginUser;
  const named: unknown = task.becomeUser
    ? renderTemplated(task.becomeUser, scope)
    : scope.has('ansible_become_user')
      ? scope.get('ansible_become_user')
      : undefined;
  return typeof named === 'string' && !isOmit(named) ? named : shellUser === loginUser ? shellUser : 'root';
}

/** Converts a mistake in the user's text to a failure of the task. Other errors are bugs and are rethrown. */
function renderFailure(error: unknown): Extract<Rendering, { kind: 'failed' }> {
  const failure = taskFailure(error);
  if (!failure) throw error;
  return { kind: 'failed', message: failure.message, hint: failure.hint, place: failure.place };
}
