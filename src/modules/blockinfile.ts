import { z } from 'zod';
import { defineState } from '../module/define-module.ts';
import { fileAttributes } from '../module/file-attributes.ts';
import { bool, path, text } from '../module/params.ts';
import { regex } from '../module/python-regex.ts';
import { editBlock } from './blockinfile-edit.ts';
import type { FoundText, TextEdit } from './text-file.ts';
import { applyText, diffText, editing, predictText, textQueries } from './text-file.ts';

const params = z
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

export type BlockParams = z.output<typeof params>;

/** Some lines of a text file, between two marker lines. */
export const blockinfile = defineState({
  name: 'blockinfile',
  summary: 'Keeps a block of lines in a text file, between two lines that mark it.',
  params,
  aliases: { dest: 'path', destfile: 'path', name: 'path', content: 'block' },
  examples: [
    '- blockinfile:\n    path: /etc/hosts\n    marker: "# {mark} database hosts"\n    block: |\n      10.0.0.7 db1\n      10.0.0.8 db2\n',
    '- blockinfile:\n    path: /etc/hosts\n    marker: "# {mark} database hosts"\n    state: absent\n',
  ],
  returns: { path: 'The file.' },
  queries: (p) => textQueries(p.path),
  diff: (p, s: FoundText) => diffText(editOf(p), s),
  apply: (p, s: FoundText) => applyText(editOf(p), s),
  predict: (p, s: FoundText, context) => predictText(editOf(p), s, context),
  writes: (p) => ({ keys: [`file:${p.path}`] }),
  result: (p) => ({ path: p.path }),
  owns: ({ path: at, marker, marker_begin, marker_end, state, block }) =>
    state === 'absent' || block === ''
      ? []
      : [
          {
            key: `block:${at}:${marker}`,
            remove: { module: 'blockinfile', params: { path: at, marker, marker_begin, marker_end, state: 'absent' } },
          },
        ],
});

const editOf = (p: BlockParams): TextEdit => ({
  path: p.path,
  attributes: { mode: p.mode, owner: p.owner, group: p.group },
  backup: p.backup,
  validate: p.validate,
  whenAbsent: p.state === 'absent' || p.block === '' ? 'leave' : p.create ? 'create' : 'fail',
  edit: (text) => editBlock(p, text),
});
