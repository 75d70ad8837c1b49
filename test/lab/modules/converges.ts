import { expect } from '@jest/globals';
import type { Module, ModuleContext } from '../../../src/module-api/module.ts';
import { loadModule } from '../../../src/modules/registry.ts';
import type { HostShell, ModuleRun } from '../../support/run-module.ts';
import { runModule } from '../../support/run-module.ts';

/** Applies a task that must change something, and must have nothing left to change afterwards. */
export async function expectConverges(
  on: HostShell,
  name: string,
  params: Record<string, unknown>,
  context: Partial<ModuleContext> = {},
): Promise<ModuleRun> {
  const run = await runModule(await named(name), params, { on, context });
  expect(run.planned).toMatchObject({ status: 'change' });
  expect(run.outputs.filter(({ exitStatus }) => exitStatus !== 0)).toEqual([]);
  expect(run.after).toMatchObject({ status: 'ok' });
  return run;
}

/** Expects that there is nothing to do. */
export async function expectConverged(
  on: HostShell,
  name: string,
  params: Record<string, unknown>,
  context: Partial<ModuleContext> = {},
): Promise<ModuleRun> {
  const run = await runModule(await named(name), params, { on, context });
  expect(run.planned).toMatchObject({ status: 'ok' });
  return run;
}

async function named(name: string): Promise<Module> {
  const module = await loadModule(name);
  if (!module) throw new Error(`no module ${name}`);
  return module;
}
