import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listDirectory } from '../../controller/file-kind.ts';
import type { Module } from '../../module-api/module.ts';
import { loadModule, moduleNames } from '../../modules/registry.ts';
import { loadOwnModules, loadRoleMetas } from '../../playbook/load-playbook.ts';
import { SCHEMA_NAMES } from '../../schema/schema-names.ts';
import { renderSchemas } from '../../schema/schemas.ts';
import type { JsonSchema } from '../../schema/json-schema.ts';
import type { SchemaName } from '../../schema/schema-names.ts';
import type { CommandIo } from '../command-io.ts';
import { bundledRoles } from '../project/bundled-roles.ts';
import { guard } from '../start/guard.ts';

/** Directory of a project's schemas; the editor's settings refer to it. */
export const SCHEMA_FOLDER = '.provision/schemas';

/** The JSON Schemas of the project in a directory. They contain the variables of its roles and of the bundled roles, and the project's own modules. */
export async function loadSchemas(root: string): Promise<Readonly<Record<SchemaName, JsonSchema>>> {
  const own = rolesIn(join(root, 'roles'));
  const paths = [...rolesIn(bundledRoles()), ...own];
  const modules = [...(await loadModules()), ...(await loadOwnModules(root, own))];
  const metas = loadRoleMetas(paths);
  return renderSchemas({ modules, variables: new Map([...metas].map(([name, { variables }]) => [name, variables])) });
}

const rolesIn = (folder: string): readonly string[] => listDirectory(folder).map((name) => join(folder, name));

async function loadModules(): Promise<Module[]> {
  const modules: Module[] = [];
  for (const name of moduleNames) {
    const module = await loadModule(name);
    if (module) modules.push(module);
  }
  return modules;
}

/** Prints one schema. */
export const showSchema = (name: SchemaName, io: CommandIo): Promise<void> =>
  guard(io, async () => {
    const schemas = await loadSchemas('.');
    io.stdout.write(`${JSON.stringify(schemas[name], null, 2)}\n`);
  });

/** Writes all schemas, and replaces those that exist. */
export async function writeSchemas(root: string): Promise<void> {
  const schemas = await loadSchemas(root);
  mkdirSync(join(root, SCHEMA_FOLDER), { recursive: true });
  for (const name of SCHEMA_NAMES)
    writeFileSync(join(root, SCHEMA_FOLDER, `${name}.json`), `${JSON.stringify(schemas[name])}\n`);
}
