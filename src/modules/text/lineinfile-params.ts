import * as z from 'zod';
import { fileAttributes } from '../../module-api/file-attributes.ts';
import { bool, path, text } from '../../module-api/params.ts';
import { regex } from '../lib/python-regex.ts';
import { editing } from './text-file.ts';

export const lineParams = z
  .strictObject({
    path: path().describe('The file.'),
    line: text()
      .optional()
      .describe(
        'The line, without its end. With backrefs, \\1 and \\g<name> stand for what the groups of regexp matched.',
      ),
    regexp: regex()
      .optional()
      .describe('Which line to replace: the last that it matches. With absent, all that it matches go.'),
    search_string: z.string().optional().describe('As regexp, but the text itself.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether the line is there.'),
    insertafter: regex()
      .optional()
      .describe(
        'Where no line is replaced, put the new one after the last that this matches. EOF is the end, and the default.',
      ),
    insertbefore: regex()
      .optional()
      .describe('Where no line is replaced, put the new one before the last that this matches. BOF is the beginning.'),
    firstmatch: bool()
      .default(false)
      .describe('regexp, insertafter and insertbefore mean the first line that matches, not the last.'),
    backrefs: bool()
      .default(false)
      .describe('Expand groups in line; where regexp matches nothing the file is left alone.'),
    create: bool().default(false).describe('Make the file where there is none.'),
    ...editing,
    ...fileAttributes,
  })
  .refine((p) => p.state === 'absent' || p.line !== undefined, {
    path: ['line'],
    message: 'is needed with state: present',
  })
  .refine((p) => p.state === 'present' || [p.line, p.regexp, p.search_string].some((v) => v !== undefined), {
    path: ['line'],
    message: 'or regexp or search_string is needed with state: absent',
  })
  .refine((p) => p.regexp === undefined || p.search_string === undefined, {
    path: ['search_string'],
    message: "and regexp can't be given together",
  })
  .refine((p) => p.insertafter === undefined || p.insertbefore === undefined, {
    path: ['insertbefore'],
    message: "and insertafter can't be given together",
  })
  .refine((p) => !p.backrefs || p.regexp !== undefined, { path: ['backrefs'], message: 'needs regexp' })
  .refine((p) => !p.line?.includes('\n'), { path: ['line'], message: 'must be one line; blockinfile takes several' });

export type LineParams = z.output<typeof lineParams>;
