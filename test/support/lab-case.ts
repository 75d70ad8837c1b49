import { readFileSync } from 'node:fs';
import { YAML11_SCHEMA, load } from 'js-yaml';
import { z } from 'zod';
import { UNCHANGED } from '../../src/module/unchanged.ts';
import { isUnknown } from '../../src/module/unknown.ts';
import { loadModule } from '../../src/modules/registry.ts';
import type { Query } from '../../src/query/contract.ts';
import { queryId } from '../../src/query/contract.ts';
import { localInputs } from './case-context.ts';
import { readable } from './readable.ts';
import type { HostShell, ModuleRun } from './run-module.ts';
import { askHost, runModule } from './run-module.ts';

const labCase = z.strictObject({
  /** A command that prepares the host, as root. */
  given: z.string().optional(),
  module: z.string(),
  params: z.record(z.string(), z.unknown()),
  /** The user that it runs as. */
  as: z.string().optional(),
  /** Files of the controller, as in test/cases. */
  inputs: z.record(z.string(), z.unknown()).optional(),
  /** The attributes that change; [] where the host is as asked already. */
  changes: z.array(z.string()).optional(),
  /** Some of the registered fields, as they are afterwards. */
  result: z.record(z.string(), z.unknown()).optional(),
  /** Part of the message with which planning fails, or of what the failed step says. */
  fails: z.string().optional(),
  /** A command that must succeed afterwards, as root. */
  proof: z.string().optional(),
});

export type LabCase = z.output<typeof labCase>;

/** The cases of a file, to be run in order on one host. */
export const loadLabCases = (path: string): LabCase[] =>
  z.array(labCase).parse(load(readFileSync(path, 'utf8'), { schema: YAML11_SCHEMA, filename: path }));

/** What a case came to, in the terms in which it is expected. */
export interface LabOutcome {
  readonly changes?: readonly string[];
  readonly fails?: string;
  /** Seen again afterwards. */
  readonly again?: string;
  /** What was predicted and came otherwise: [query, predicted, found]. */
  readonly untrue?: readonly unknown[];
  readonly result?: unknown;
}

export async function runLabCase(given: LabCase, on: HostShell): Promise<LabOutcome> {
  const { module: name, params, as } = given;
  const module = await loadModule(name);
  if (!module) throw new Error(`no module ${name}`);
  const run = await runModule(module, params, { on, context: { as, inputs: localInputs(given.inputs ?? {}) } });
  const failure = failureOf(run);
  if (failure !== undefined) return { fails: failure };
  const { planned, after } = run;
  const result = readable(after.status === 'ok' ? after.result : undefined);
  if (planned.status !== 'change') return { changes: [], again: describeAfter(after), untrue: [], result };
  return {
    changes: planned.changes.map(({ attribute }) => attribute),
    again: describeAfter(after),
    untrue: await untruePredictions(planned.predictions, on),
    result,
  };
}

function failureOf({ planned, outputs }: ModuleRun): string | undefined {
  if (planned.status === 'failed') return planned.message;
  if (planned.status === 'may-change') return planned.reason;
  const failed = outputs.find(({ exitStatus }) => exitStatus !== 0);
  return failed && `${failed.stdout}${failed.stderr}`;
}

const describeAfter = (after: ModuleRun['after']): string =>
  after.status === 'change' ? `differs in ${JSON.stringify(readable(after.changes))}` : after.status;

async function untruePredictions(
  predictions: readonly { query: Query; answer: unknown }[],
  on: HostShell,
): Promise<unknown[]> {
  const known = predictions.filter(({ answer }) => !isUnknown(answer) && answer !== UNCHANGED);
  const found = await askHost(
    known.map(({ query }) => query),
    on,
  );
  return known.flatMap(({ query, answer }) => {
    const now = found.get(queryId(query));
    return matches(readable(answer), readable(now)) ? [] : [[queryId(query), readable(answer), readable(now)]];
  });
}

/** What was left open in a prediction may be anything. */
function matches(predicted: unknown, found: unknown): boolean {
  if (Array.isArray(predicted)) {
    const items = Array.isArray(found) ? found : [];
    return predicted.length === items.length && predicted.every((item, i) => matches(item, items[i]));
  }
  if (typeof predicted !== 'object' || predicted === null) {
    return JSON.stringify(predicted) === JSON.stringify(found);
  }
  if (typeof found !== 'object' || found === null) return false;
  return Object.entries(predicted).every(([key, value]) => matches(value, (found as Record<string, unknown>)[key]));
}
