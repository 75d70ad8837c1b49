import * as z from 'zod';
import { integer, path, text, textList } from '../../module-api/params.ts';

const below = z
  .string()
  .refine(
    (value) => value.split('/').every((part) => !['', '.', '..'].includes(part)),
    'must be a path inside the release',
  );

export const releaseParams = z.strictObject({
  path: path().describe(
    'Directory of the application, which contains releases/, shared/ and the link `current`. Only root and the user of the task may have write access to this directory and its parent directories.',
  ),
  id: text()
    .pipe(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be a name: letters, digits and . _ -'))
    .describe('Name of the release.'),
  src: text()
    .optional()
    .describe(
      'Directory or tar archive on the controller with the content of the release. If omitted, the release must already be on the host.',
    ),
  strip: integer().default(0).describe('Number of leading directories to strip from the names in an archive.'),
  shared: textList()
    .pipe(z.array(below))
    .default([])
    .describe(
      'Paths inside the release that become links to the same path in shared/, so that all releases share them.',
    ),
  keep: integer()
    .pipe(z.number().min(2))
    .default(5)
    .describe('Number of releases to keep: this one, the current one, and the newest others.'),
});

export type ReleaseParams = z.output<typeof releaseParams>;
