import * as z from 'zod';
import type { Schema } from '../report/events/render-schema.ts';
import { renderSchema } from '../report/events/render-schema.ts';
import { PLAN_SCHEMA, PLAN_VERSION } from './plan-schema.ts';

const INTRODUCTION = `# Saved plans

\`provision plan --out FILE\` saves what a dry run lists. \`provision show FILE\` prints it for people, \`provision show FILE --output json\` as one
JSON object of version ${PLAN_VERSION} of the schema below ([plan.schema.json](plan.schema.json)), made for a review in CI. \`provision apply FILE\` does what
is in it and nothing else: see [Reviewed plans](../guide/reviewed-plans.md).

The file is a line that names the key and holds the seal, and the same JSON. It holds no content of files and no secret: values are masked as in all
output, digests are computed under a key, what was given with \`-e\` is encrypted.

<!-- Written from src/plan-file/plan-schema.ts: npm run generate -->
`;

/** docs/reference/plan.schema.json. */
export const renderPlanSchema = (): string => `${JSON.stringify(z.toJSONSchema(PLAN_SCHEMA), null, 2)}\n`;

/** docs/reference/plan.md: each object of a plan, with its fields. */
export function renderPlanReference(): string {
  const { $defs = {} } = z.toJSONSchema(PLAN_SCHEMA) as Schema;
  return [INTRODUCTION, ...Object.entries($defs).map(([name, schema]) => renderSchema(`## ${name}`, schema))].join(
    '\n',
  );
}
