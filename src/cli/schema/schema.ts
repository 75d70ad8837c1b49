import { Argument } from 'commander';
import type { Command } from 'commander';
import { SCHEMA_NAMES } from '../../schema/schema-names.ts';
import type { SchemaName } from '../../schema/schema-names.ts';
import type { CommandIo } from '../command-io.ts';

/** Adds `provision schema` to a program: JSON Schemas for editors. */
export function registerSchemaCommand(program: Command, io: CommandIo): void {
  program
    .command('schema')
    .description(
      "write the JSON Schemas of the project's files for editors into .provision/schemas, or print one of them",
    )
    .addArgument(new Argument('[name]', 'the schema to print').choices(SCHEMA_NAMES))
    .action(async (name: SchemaName | undefined) => {
      const { SCHEMA_FOLDER, showSchema, writeSchemas } = await import('./write-schemas.ts');
      if (name !== undefined) return showSchema(name, io);
      const { guard } = await import('../start/guard.ts');
      await guard(io, () => writeSchemas('.'));
      io.stdout.write(`wrote ${SCHEMA_FOLDER}\n`);
    });
}
