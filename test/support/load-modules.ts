import type { Module } from '../../src/module-api/module.ts';
import { loadModule } from '../../src/modules/registry.ts';

export interface LoadedModule {
  readonly name: string;
  readonly module: Module | undefined;
}

/** One after another: jest can't link modules that are imported at the same time. */
export async function loadModules(names: readonly string[]): Promise<LoadedModule[]> {
  const loaded: LoadedModule[] = [];
  for (const name of names) loaded.push({ name, module: await loadModule(name) });
  return loaded;
}
