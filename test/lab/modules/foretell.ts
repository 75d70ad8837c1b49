import { withoutLocalCommands } from '../../../src/controller/run-locally.ts';
import { LocalFiles } from '../../../src/engine/files/local-files.ts';
import type { HostTraits, Prediction } from '../../../src/module-api/module.ts';
import { parseParams } from '../../../src/module-api/parse-params.ts';
import { UNCHANGED } from '../../../src/module-api/unchanged.ts';
import { isUnknown } from '../../../src/values/unknown.ts';
import { loadModule } from '../../../src/modules/registry.ts';
import { Overlay } from '../../../src/predict/overlay.ts';
import type { TaskPlan, RenderedTask } from '../../../src/predict/plan-task.ts';
import { listQueries, planTask } from '../../../src/predict/plan-task.ts';
import type { Query } from '../../../src/query/query.ts';
import { queryId } from '../../../src/query/query.ts';
import { readable } from '../../support/readable.ts';
import type { HostShell } from '../../support/run-module.ts';
import { askHost } from '../../support/run-module.ts';
import type { LabCase } from './lab-case.ts';
import type { RoundPart } from './run-round.ts';

/** What modules say before a round, from what the host is then. */
export interface Foretold {
  /** By the places of cases: what each would do by itself; nothing, where one before it does that already. */
  readonly plans: ReadonlyMap<string, TaskPlan>;
  /** The answers that are certain once all of them have been applied in their order. */
  readonly answers: readonly Prediction[];
}

const VERSIONS: Readonly<Record<string, string>> = { bullseye: '11', bookworm: '12', trixie: '13' };

/** Asks a host what the cases must know of it, and lets their modules plan. `roles` is where the roles are. */
export async function foretell(
  parts: readonly RoundPart[],
  shell: HostShell,
  { release, roles }: { readonly release: string; readonly roles: string },
): Promise<Foretold> {
  const host = { distribution: 'Debian', version: VERSIONS[release] ?? '', release, architecture: 'amd64' };
  const made = await Promise.all(
    parts.flatMap(({ name, cases }) =>
      cases.map(async (given) => ({ given, ready: await makeReady(given, host, `${roles}/${name}`) })),
    ),
  );
  const tasks = made.flatMap(({ given, ready }) => (ready ? [{ given, ready }] : []));
  const found = await askHost(
    tasks.flatMap(({ ready }) => listQueries(ready)),
    shell,
  );
  const fresh = (): Overlay => new Overlay((query) => found.get(queryId(query)));
  const overlay = fresh();
  const told: Query[] = [];
  const plans = new Map(tasks.map(({ given, ready }) => [given.place, planTask(ready, fresh())]));
  for (const { given, ready } of tasks.filter((task) => task.given.fails === undefined)) {
    const planned = planTask(ready, overlay);
    if (planned.status === 'ok') plans.set(given.place, planned);
    if (planned.status !== 'change') continue;
    overlay.record(planned.predictions, planned.writes, given.place);
    told.push(...planned.predictions.filter(({ answer }) => answer !== UNCHANGED).map(({ query }) => query));
  }
  return {
    plans,
    answers: told.flatMap((query) => {
      const { answer, tainted } = overlay.know(query);
      // what a later task may have altered is not held to
      const isCertain = tainted === 'no' && answer === overlay.predicted(query);
      return isCertain && !isUnknown(answer) ? [{ query, answer }] : [];
    }),
  };
}

/** A line for each answer that came otherwise. */
export async function findUntrue({ answers }: Foretold, shell: HostShell): Promise<string[]> {
  const found = await askHost(
    answers.map(({ query }) => query),
    shell,
  );
  return answers.flatMap(({ query, answer }) => {
    const [told, now] = [readable(answer), readable(found.get(queryId(query)))];
    return matches(told, now)
      ? []
      : [`${queryId(query)} was to be ${JSON.stringify(told)}, and is ${JSON.stringify(now)}`];
  });
}

async function makeReady(given: LabCase, host: HostTraits, directory: string): Promise<RenderedTask | undefined> {
  const module = await loadModule(given.module);
  if (!module) throw new Error(`${given.place}: there is no module ${given.module}`);
  const parsed = parseParams(module, given.params);
  if (!parsed.ok || parsed.bound.kind === 'control') return undefined;
  const { params, bound } = parsed;
  const context = { host, inputs: {}, checkMode: true, as: given.as, environment: {}, now: new Date() };
  const files = new LocalFiles(() => {
    throw new Error('a template is taken as it is');
  });
  const place = { files: [`${directory}/files`, `${directory}/templates`], templates: [] };
  const inputs = Object.entries(bound.inputs()).map(async ([name, input]) => {
    const content = await files.load({ ...input, as: input.as === 'tree' ? 'tree' : 'file' }, place, {
      scope: NO_SCOPE,
      within: withoutLocalCommands,
    });
    return [name, content] as const;
  });
  return {
    module,
    params,
    bound,
    context: { ...context, inputs: Object.fromEntries(await Promise.all(inputs)) as never },
  };
}

const NO_SCOPE = { names: () => [], has: () => false, get: () => undefined };

/** What was left open in a prediction may be anything. */
function matches(told: unknown, found: unknown): boolean {
  if (Array.isArray(told)) {
    const items = Array.isArray(found) ? found : [];
    return told.length === items.length && told.every((item, i) => matches(item, items[i]));
  }
  if (typeof told !== 'object' || told === null) return JSON.stringify(told) === JSON.stringify(found);
  if (typeof found !== 'object' || found === null) return false;
  return Object.entries(told).every(([key, value]) => matches(value, (found as Record<string, unknown>)[key]));
}
