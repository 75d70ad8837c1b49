import * as z from 'zod';
import { fileAttributes } from '../../module-api/file-attributes.ts';
import { path, text, textList } from '../../module-api/params.ts';

const below = (what: string) =>
  z
    .string()
    .regex(/^[^/]/, `must be ${what}, below dest`)
    .refine(
      (value) => value.split('/').every((part) => !['', '.', '..'].includes(part)),
      `must be ${what}, below dest`,
    );

const file = z
  .strictObject({
    path: below('the path of a file').describe('Where it is to be, below dest.'),
    src: text().optional().describe("Its template, in the role's templates/."),
    content: text().optional().describe('Its content, where there is no src.'),
    vars: z.record(z.string(), z.unknown()).optional().describe('Variables for its template alone.'),
    state: z.enum(['present', 'absent']).default('present').describe('absent: it is not to be there.'),
    ...fileAttributes,
  })
  .refine((f) => (f.state === 'absent' ? !f.src && f.content === undefined : !f.src !== (f.content === undefined)), {
    message: 'needs either src or content, and neither with state: absent',
  });

export const configTreeParams = z.strictObject({
  dest: path().describe(
    'The directory. What else is in it stays. Only root and who runs the task may be able to write to it and to what is above it.',
  ),
  files: z.array(file).describe('Its files.'),
  prune: textList()
    .pipe(z.array(below('a directory')))
    .default([])
    .describe('Directories below dest in which nothing else is to be.'),
  validate: z
    .string()
    .regex(/%s/, 'must hold %s, which stands for the staged directory')
    .describe('Command that must succeed before anything is replaced; %s stands for a copy of dest with the changes.'),
  previous: path()
    .optional()
    .describe(
      'Where dest is kept as it was before the first change; never overwritten. Whoever brings the new one into use removes it, or puts it back.',
    ),
});

export type ConfigTreeParams = z.output<typeof configTreeParams>;
export type ConfigTreeFile = ConfigTreeParams['files'][number];
