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
    search_string: z.string().optional().describe('Literal text to search for, instead of regexp.'),
    state: z.enum(['present', 'absent']).default('present').describe('Whether the line exists.'),
    insertafter: regex()
      .optional()
      .describe(
        'If no line is replaced, insert the line after the last line that matches. EOF, the default, means the end of the file.',
      ),
    insertbefore: regex()
      .optional()
      .describe(
        'If no line is replaced, insert the line before the last line that matches. BOF means the beginning of the file.',
      ),
    firstmatch: bool()
      .default(false)
      .describe('Use the first matching line for regexp, insertafter and insertbefore, instead of the last.'),
    backrefs: bool()
      .default(false)
      .describe('Expand backreferences in line. If regexp does not match, the file is not changed.'),
    create: bool().default(false).describe('Create the file if it does not exist.'),
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
