import * as z from 'zod';
import { fileAttributes } from '../../module-api/file-attributes.ts';
import { bool, path, text } from '../../module-api/params.ts';
import { regex } from '../lib/python-regex.ts';
import { editing } from './text-file.ts';

export const blockParams = z
  .strictObject({
    path: path().describe('The file.'),
    block: text().default('').describe('Lines of the block. An empty value removes the block.'),
    marker: z
      .string()
      .regex(/\{mark\}/, 'must contain {mark}, which is replaced by marker_begin and marker_end')
      .refine((value) => !value.includes('\n'), 'must be one line')
      .default('# {mark} ANSIBLE MANAGED BLOCK')
      .describe('Marker lines around the block. Each block in a file needs a separate marker.'),
    marker_begin: z.string().default('BEGIN').describe('Value of {mark} before the block.'),
    marker_end: z.string().default('END').describe('Value of {mark} after the block.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether the block exists.'),
    insertafter: regex()
      .optional()
      .describe(
        'Regular expression: insert a new block after the last matching line. EOF, the default, means the end of the file.',
      ),
    insertbefore: regex()
      .optional()
      .describe(
        'Regular expression: insert a new block before the last matching line. BOF means the beginning of the file.',
      ),
    prepend_newline: bool().default(false).describe('Insert an empty line before a new block.'),
    append_newline: bool().default(false).describe('Insert an empty line after a new block.'),
    create: bool().default(false).describe('Create the file if it does not exist.'),
    ...editing,
    ...fileAttributes,
  })
  .refine((p) => p.insertafter === undefined || p.insertbefore === undefined, {
    path: ['insertbefore'],
    message: "and insertafter can't be given together",
  })
  .refine((p) => p.marker_begin !== p.marker_end, { path: ['marker_end'], message: 'must differ from marker_begin' });

export type BlockParams = z.output<typeof blockParams>;
