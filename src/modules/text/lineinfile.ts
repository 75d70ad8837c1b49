import { fileNotTaken } from '../../module-api/file-attributes.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { defineTextEdit } from './define-text-edit.ts';
import { editLine } from './lineinfile-edit.ts';
import { lineParams } from './lineinfile-params.ts';

/** Manages one line of a text file. */
export const lineinfile = defineTextEdit({
  name: 'lineinfile',
  summary: 'Adds, replaces and removes lines of a text file.',
  params: lineParams,
  notTaken: {
    ...fileNotTaken,
    encoding: leftOut('other bytes of the file are unchanged.'),
  },
  aliases: { value: 'line', regex: 'regexp' },
  examples: [
    '- lineinfile:\n    path: /etc/ssh/sshd_config\n    regexp: ^#?PermitRootLogin\n    line: PermitRootLogin no\n    validate: sshd -t -f %s\n',
    '- lineinfile:\n    path: /etc/hosts\n    line: 10.0.0.7 db1\n    insertafter: ^127\\.0\\.0\\.1\n',
    '- lineinfile:\n    path: /etc/fstab\n    regexp: \\sswap\\s\n    state: absent\n',
  ],
  whenAbsent: (p) => (p.state === 'absent' ? 'leave' : p.create ? 'create' : 'fail'),
  edit: editLine,
});
