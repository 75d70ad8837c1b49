import * as z from 'zod';

/** Version of the file's format; another is refused. */
export const PLAN_VERSION = 1;

const change = z
  .strictObject({
    attribute: z.string().describe('What differs.'),
    before: z
      .unknown()
      .describe('Its value before, secrets masked; null where there is none. Never the content of a file.'),
    after: z.unknown().describe('Its value after, likewise.'),
    may: z.boolean().optional().describe('Apply may find that it is not needed, or that the value is another.'),
    lines: z
      .strictObject({ added: z.int(), removed: z.int() })
      .optional()
      .describe('How many lines are added to and removed from a content.'),
    digest: z.string().describe('Keyed digest of the attribute with its values: only who has the key can compute it.'),
  })
  .meta({ id: 'planChange', description: 'One attribute that differs.' });

const task = z
  .strictObject({
    id: z.string().describe('Identifies the task within the playbook.'),
    name: z.string().describe('Its name, rendered.'),
    module: z.string().describe('Name of its module.'),
    role: z.string().optional().describe('The role that it stands in.'),
    file: z.string().describe('The file that it stands in.'),
    line: z.int().describe('The line that it begins at, from 1.'),
  })
  .meta({ id: 'planTask', description: 'Which task it is.' });

const step = z
  .strictObject({
    key: z.string().describe('Identifies the step on its host, in each run of the same project.'),
    play: z.string().describe('Name of the play.'),
    task,
    item: z.string().optional().describe('Label of the item, for a task with a loop.'),
    isWhole: z.boolean().optional().describe('It stands for all items of a loop whose items are not known yet.'),
    handler: z.string().optional().describe('Name of the handler that it is.'),
    delegatedTo: z.string().optional().describe('The host that it runs on, where it is delegated.'),
    kind: z
      .enum(['change', 'run', 'may-change'])
      .describe(
        '`change`: apply makes these changes and no others. `run`: it is run, and its own result says whether that counts as a change. ' +
          '`may-change`: it is not known before apply what it changes, or whether.',
      ),
    changes: z.array(change).describe('What it changes.'),
    reason: z.string().optional().describe('For `may-change`: why it is not known.'),
    intent: z
      .string()
      .optional()
      .describe(
        'Keyed digest of the module, its parameters, its user and its files; left out where these are not known yet.',
      ),
  })
  .meta({ id: 'planStep', description: 'One task, or one item of its loop, that changes something.' });

const host = z
  .strictObject({
    status: z
      .enum(['planned', 'incomplete'])
      .describe('`incomplete`: the dry run could not look at all of it, and apply does nothing there.'),
    problem: z.string().optional().describe('For `incomplete`: why.'),
    steps: z.array(step).describe('What is going to be done, in order; none where the host is as declared.'),
  })
  .meta({ id: 'planHost', description: 'What is planned for one host.' });

const selection = z
  .strictObject({
    playbook: z.string().describe('As it was given, or `site`.'),
    inventory: z.array(z.string()).describe('As given.'),
    limit: z.array(z.string()).optional(),
    tags: z.array(z.string()).optional(),
    skipTags: z.array(z.string()).optional(),
    roles: z.array(z.string()).optional(),
    nodes: z.string().optional().describe('The file that lists them.'),
    startAtTask: z.string().optional(),
    taskTimeout: z.number().optional(),
    strict: z.boolean().optional(),
    adoptManifests: z.boolean().optional(),
    dropHandlers: z.boolean().optional(),
    extraVars: z.string().optional().describe('What was given with -e, encrypted, since there may be secrets in it.'),
  })
  .meta({
    id: 'planSelection',
    description: 'What of the project is planned for which hosts, as the command line said.',
  });

export const PLAN_SCHEMA = z
  .strictObject({
    version: z.literal(PLAN_VERSION).describe('Version of this schema.'),
    program: z.string().describe('Version of the program; another does not apply the plan.'),
    project: z.string().describe("The project's identity, see provision.yml."),
    directory: z.string().describe("The directory that it was made in, relative to the project's."),
    run: z.string().describe('Identifies the dry run.'),
    by: z.string().describe('Who made it.'),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().describe('From then on it is not applied any more.'),
    selection,
    files: z
      .record(z.string(), z.string())
      .describe(
        "The project's files that were read, relative to its directory, each with a keyed digest of its content.",
      ),
    hosts: z.record(z.string(), host).describe('By name.'),
  })
  .meta({ id: 'plan', description: 'A reviewed plan, as `provision show FILE --output json` prints it.' });

export type Plan = z.infer<typeof PLAN_SCHEMA>;
export type PlanSelection = Plan['selection'];
export type PlanHost = Plan['hosts'][string];
