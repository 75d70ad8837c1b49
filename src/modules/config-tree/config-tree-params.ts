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
    content: text().optional().describe('Content of the file, instead of src.'),
    vars: z.record(z.string(), z.unknown()).optional().describe('Variables for its template alone.'),
    state: z.enum(['present', 'absent']).default('present').describe('absent: it is not to be there.'),
    ...fileAttributes,
  })
  .refine((f) => (f.state === 'absent' ? !f.src && f.content === undefined : !f.src !== (f.content === undefined)), {
    message: 'needs either src or content, and neither with state: absent',
  });

export const configTreeParams = z.strictObject({
  dest: path().describe(
    'Directory of the configuration. Other files in it are kept. Only root and the user of the task may have write access to this directory and its parent directories.',
  ),
  files: z.array(file).describe('Files of the configuration.'),
  prune: textList()
    .pipe(z.array(below('a directory')))
    .default([])
    .describe('Directories below dest in which all other files are removed.'),
  validate: z
    .string()
    .regex(/%s/, 'must contain %s, which is replaced by the staged directory')
    .describe(
      'Command that must succeed before any file is replaced; %s is replaced by the path of a copy of dest with the changes.',
    ),
  previous: path()
    .optional()
    .describe(
      'Directory that receives a copy of dest before the first change; an existing copy is never overwritten. The handler that activates the configuration must remove the copy, or restore it.',
    ),
});

export type ConfigTreeParams = z.output<typeof configTreeParams>;
export type ConfigTreeFile = ConfigTreeParams['files'][number];
