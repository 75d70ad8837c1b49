/** A JSON Schema of draft 7, which editors understand. */
export type JsonSchema = boolean | Readonly<Record<string, unknown>>;

/** A value that is only known in the run. */
export const EXPRESSION: JsonSchema = { type: 'string', pattern: '<%|\\{\\{' };

/** The type, or an expression that gives it. What takes any text takes an expression as it is. */
export const orExpression = (schema: JsonSchema): JsonSchema =>
  schema === true || takesText(schema) ? schema : { anyOf: [schema, EXPRESSION] };

const takesText = (schema: JsonSchema): boolean =>
  typeof schema === 'object' &&
  schema['pattern'] === undefined &&
  [schema['type']].flat().includes('string') &&
  schema['enum'] === undefined;

/** A schema with what an editor shows of it. */
export const described = (schema: JsonSchema, description: string | undefined): JsonSchema =>
  description === undefined || description === '' ? schema : { ...(schema === true ? {} : schema), description };

export const TEXT: JsonSchema = { type: ['string', 'number'] };

/** Also the words that YAML 1.1 has, for editors that read YAML 1.2. */
export const FLAG: JsonSchema = { anyOf: [{ type: 'boolean' }, { enum: ['yes', 'no', 'on', 'off'] }] };

export const listOrOne = (item: JsonSchema): JsonSchema => ({ anyOf: [item, { type: 'array', items: item }] });
