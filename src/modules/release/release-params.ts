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
    'The directory of the application: releases/ and shared/ are in it, and the link `current`. Only root and who runs the task may be able to write to it and to what is above it.',
  ),
  id: text()
    .pipe(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be a name: letters, digits and . _ -'))
    .describe('Name of the release.'),
  src: text()
    .optional()
    .describe('Directory or tar archive of the controller that it is made from. Left out: it must be there already.'),
  strip: integer().default(0).describe('How many leading directories of the names in an archive are left off.'),
  shared: textList()
    .pipe(z.array(below))
    .default([])
    .describe('Paths inside the release that are links into shared/, the same for every release.'),
  keep: integer()
    .pipe(z.number().min(2))
    .default(5)
    .describe('How many releases stay: this one, the one that `current` leads to, and the newest others.'),
});

export type ReleaseParams = z.output<typeof releaseParams>;
