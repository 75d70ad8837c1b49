import { fileNotTaken } from '../../module-api/file-attributes.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { defineTextEdit } from './define-text-edit.ts';
import { editBlock } from './blockinfile-edit.ts';
import { blockParams } from './blockinfile-params.ts';

/** Manages a block of lines between two marker lines of a text file. */
export const blockinfile = defineTextEdit({
  name: 'blockinfile',
  summary: 'Manages a block of lines in a text file, between two marker lines.',
  params: blockParams,
  notTaken: {
    ...fileNotTaken,
    encoding: leftOut('other bytes of the file are unchanged.'),
  },
  aliases: { content: 'block' },
  examples: [
    '- blockinfile:\n    path: /etc/hosts\n    marker: "# {mark} database hosts"\n    block: |\n      10.0.0.7 db1\n      10.0.0.8 db2\n',
    '- blockinfile:\n    path: /etc/hosts\n    marker: "# {mark} database hosts"\n    state: absent\n',
  ],
  whenAbsent: (p) => (p.state === 'absent' || p.block === '' ? 'leave' : p.create ? 'create' : 'fail'),
  edit: editBlock,
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
