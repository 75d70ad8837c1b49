import { readFileSync } from 'node:fs';
import { YAML11_SCHEMA, load } from 'js-yaml';
import * as z from 'zod';

const localFile = z.union([z.string(), z.strictObject({ content: z.string(), mode: z.string() })]);

const labCase = z.strictObject({
  /** A command that prepares the host, as root. */
  given: z.string().optional(),
  module: z.string(),
  params: z.record(z.string(), z.unknown()),
  /** The user that it runs as. */
  as: z.string().optional(),
  /** Files of the role, by their paths in files/ and templates/. */
  files: z.record(z.string(), localFile).optional(),
  /** The attributes that change; [] where the host is as asked already. Left out: some. */
  changes: z.array(z.string()).optional(),
  /** It does the same each time, as a restart does. */
  repeats: z.boolean().default(false),
  /** Some of the registered fields, as they are after apply. */
  result: z.record(z.string(), z.unknown()).optional(),
  /** Part of the message with which it fails. */
  fails: z.string().optional(),
  /** A command that must succeed afterwards, as root. */
  proof: z.string().optional(),
  /** Takes long, so it is left to the night. */
  long: z.boolean().default(false),
  /** The Debian releases that it is for; all of them where it names none. */
  releases: z.array(z.string()).optional(),
});

type GivenCase = z.output<typeof labCase>;

export interface LabCase extends GivenCase {
  /** Where it stands: `files 3.2` is the second case of the third round in files.yml. */
  readonly place: string;
}

interface CaseSelection {
  readonly release: string;
  readonly isLong: boolean;
}

/**
 * The cases of a file. A file is a list of rounds: those of a round are applied together, in their order, and what one
 * of them brings about the others leave alone.
 */
export function loadRounds(path: string, name: string, { release, isLong }: CaseSelection): LabCase[][] {
  const data = load(readFileSync(path, 'utf8'), { schema: YAML11_SCHEMA, filename: path });
  return z
    .array(z.array(labCase))
    .parse(data)
    .map((round, k) =>
      round
        .map((given, i) => ({ ...given, place: `${name} ${k + 1}.${i + 1}` }))
        .filter((given) => (isLong || !given.long) && (given.releases?.includes(release) ?? true)),
    );
}
