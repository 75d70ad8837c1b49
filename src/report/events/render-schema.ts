/** The parts of a JSON Schema that the pages show. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | false;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** A table of an object's fields, without those in `hidden`. */
export function renderSchema(
  title: string,
  { description = '', properties = {}, required = [] }: Schema,
  hidden: readonly string[] = [],
): string {
  const rows = Object.entries(properties)
    .filter(([name]) => !hidden.includes(name))
    .map(([name, field]) => renderField(required.includes(name) ? `\`${name}\`` : `\`${name}\`?`, field));
  return [`${title}\n`, `${description}\n`, '| field | type | |', '| --- | --- | --- |', ...rows, ''].join('\n');
}

const renderField = (name: string, field: Schema): string =>
  `| ${name} | ${renderType(field)} | ${field.description ?? ''} |`;

function renderType(schema: Schema): string {
  if (schema.$ref !== undefined) return renderReference(schema.$ref);
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.items) return `list of ${renderType(schema.items)}`;
  if (schema.additionalProperties) return `map of ${renderType(schema.additionalProperties)}`;
  return schema.type ?? 'any';
}

function renderReference(reference: string): string {
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  return `[${name}](#${name.toLowerCase()})`;
}
