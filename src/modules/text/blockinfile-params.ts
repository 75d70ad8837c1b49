import * as z from 'zod';
import { fileAttributes } from '../../module-api/file-attributes.ts';
import { bool, path, text } from '../../module-api/params.ts';
import { regex } from '../lib/python-regex.ts';
import { editing } from './text-file.ts';

export const blockParams = z
  .strictObject({
    path: path().describe('The file.'),
    block: text().default('').describe('The lines. Empty removes the block.'),
    marker: z
      .string()
      .regex(/\{mark\}/, 'must hold {mark}, which becomes marker_begin or marker_end')
      .refine((value) => !value.includes('\n'), 'must be one line')
      .default('# {mark} ANSIBLE MANAGED BLOCK')
      .describe('The lines around the block. Two blocks in one file need two markers.'),
    marker_begin: z.string().default('BEGIN').describe('What {mark} is before the block.'),
    marker_end: z.string().default('END').describe('What {mark} is after it.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether the block is there.'),
    insertafter: regex()
      .optional()
      .describe('A new block goes after the last line that this matches. EOF is the end, and the default.'),
    insertbefore: regex()
      .optional()
      .describe('A new block goes before the last line that this matches. BOF is the beginning.'),
    prepend_newline: bool().default(false).describe('An empty line before a new block.'),
    append_newline: bool().default(false).describe('An empty line after a new block.'),
    create: bool().default(false).describe('Make the file where there is none.'),
    ...editing,
    ...fileAttributes,
  })
  .refine((p) => p.insertafter === undefined || p.insertbefore === undefined, {
    path: ['insertbefore'],
    message: "and insertafter can't be given together",
  })
  .refine((p) => p.marker_begin !== p.marker_end, { path: ['marker_end'], message: 'must differ from marker_begin' });

export type BlockParams = z.output<typeof blockParams>;
