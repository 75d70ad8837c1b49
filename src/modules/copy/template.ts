import * as z from 'zod';
import type { ModuleContext } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { fileNotTaken, fileAttributes } from '../../module-api/file-attributes.ts';
import type { TemplateSettings } from '../../module-api/local-input.ts';
import { bool, text } from '../../module-api/params.ts';
import { sha256Of } from '../../module-api/sha256.ts';
import type { DeliveredFile } from './file-delivery.ts';
import {
  applyDelivered,
  baseName,
  describeDelivered,
  diffDelivered,
  ownsDelivered,
  predictDelivered,
  writesDelivered,
} from './file-delivery.ts';
import type { Destination, FoundDestination } from '../lib/destination.ts';
import { destinationQueries } from '../lib/destination.ts';
import { destParam } from './copy-params.ts';
import { editing } from '../text/text-file.ts';

const NEWLINES = { '\n': '\n', '\r': '\r', '\r\n': '\r\n', '\\n': '\n', '\\r': '\r', '\\r\\n': '\r\n' } as const;

const tag = (what: string) => text().optional().describe(`Jinja: ${what}.`);

const params = z.strictObject({
  src: text().describe("The template, in the role's templates/: EJS, or Jinja if the name ends in .j2."),
  dest: destParam,
  force: bool().default(true).describe('Replace an existing file. With no, an existing file is kept.'),
  follow: bool().default(false).describe('With yes, the task fails if dest is a link; with no, it replaces the link.'),
  newline_sequence: z
    .enum(Object.keys(NEWLINES) as (keyof typeof NEWLINES)[])
    .default('\n')
    .describe('Line break of the file.'),
  block_start_string: tag('start of a block, {% by default'),
  block_end_string: tag('end of a block'),
  variable_start_string: tag('start of an expression'),
  variable_end_string: tag('end of an expression'),
  comment_start_string: tag('start of a comment'),
  comment_end_string: tag('end of a comment'),
  trim_blocks: bool().optional().describe('Jinja: remove the line break after a block.'),
  lstrip_blocks: bool().optional().describe('Jinja: remove whitespace before a block at the start of a line.'),
  ...fileAttributes,
  ...editing,
});

type Params = z.output<typeof params>;

/** Manages a file that is rendered from a template with the host's variables. */
export const template = defineState({
  name: 'template',
  summary: "Renders a template with the host's variables and writes the result to a file.",
  params,
  notTaken: {
    ...fileNotTaken,
    output_encoding: 'Files are written in UTF-8: convert one with iconv in a command.',
  },
  examples: [
    '- template:\n    src: nginx.conf.ejs\n    dest: /etc/nginx/nginx.conf\n    mode: "0644"\n    validate: nginx -t -c %s\n',
    '- template:\n    src: my.cnf.ejs\n    dest: /etc/mysql/conf.d/\n    owner: root\n    group: mysql\n    mode: u=rw,g=r,o=\n',
  ],
  returns: {
    dest: 'The file.',
    'checksum, md5sum': 'SHA-1 and MD5 of its content.',
    mode: 'Permission bits.',
    owner: 'Its owner.',
    group: 'Its group.',
    'uid, gid': 'User ID and group ID, if known.',
    size: 'Size in bytes.',
  },
  inputs: (p) => ({ src: { path: p.src, as: 'template', settings: settingsOf(p) } }),
  queries: (p) => destinationQueries(destinationOf(p)),
  diff: (p, s: FoundDestination, context) => diffDelivered(delivered(p, context), s),
  apply: (p, s: FoundDestination, context) => applyDelivered(delivered(p, context), s),
  predict: (p, s: FoundDestination, context) => predictDelivered(delivered(p, context), s, context),
  writes: (p) => writesDelivered(destinationOf(p)),
  result: (p, s: FoundDestination, context) => describeDelivered(delivered(p, context), s),
  owns: (p) => ownsDelivered(destinationOf(p)),
});

const settingsOf = (p: Params): TemplateSettings => ({
  blockStart: p.block_start_string,
  blockEnd: p.block_end_string,
  variableStart: p.variable_start_string,
  variableEnd: p.variable_end_string,
  commentStart: p.comment_start_string,
  commentEnd: p.comment_end_string,
  trimBlocks: p.trim_blocks,
  lstripBlocks: p.lstrip_blocks,
});

const destinationOf = (p: Params): Destination => ({ dest: p.dest, name: baseName(p.src).replace(/\.ejs$/, '') });

function delivered(p: Params, { inputs }: ModuleContext): DeliveredFile {
  const rendered = inputs['src']?.bytes;
  if (!rendered) throw new ModuleFailure(`the template ${p.src} was not rendered`);
  const newline = NEWLINES[p.newline_sequence];
  const bytes = newline === '\n' ? rendered : Buffer.from(rendered.toString('utf8').replace(/\r?\n/g, newline));
  return {
    destination: destinationOf(p),
    file: {
      content: { kind: 'bytes', bytes },
      sha256: sha256Of(bytes),
      attributes: { mode: p.mode, owner: p.owner, group: p.group },
      backup: p.backup,
      validate: p.validate,
    },
    force: p.force,
    keepsLink: p.follow,
  };
}
