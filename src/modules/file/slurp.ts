import * as z from 'zod';

import { ModuleFailure } from '../../module-api/module.ts';
import { defineRead } from '../../module-api/define-module.ts';
import { path } from '../../module-api/params.ts';
import type { FileTextAnswer } from '../../query/files/file-text.ts';
import { fileText } from '../../query/files/file-text.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';

const params = z.strictObject({ src: path().describe('The file, which must exist.') });

/** Reads the content of a file. */
export const slurp = defineRead({
  name: 'slurp',
  summary: 'Reads a small file on the host.',
  params,
  aliases: { path: 'src' },
  examples: ['- slurp:\n    src: /etc/machine-id\n  register: id\n'],
  returns: { content: 'Content of the file, as base64.', encoding: 'base64.', source: 'The file.' },
  queries: (p) => ({ text: fileText(p.src), self: stat(p.src) }),
  result: (p, { text, self }: { text: FileTextAnswer; self: StatAnswer }) => {
    if (text === null)
      throw new ModuleFailure(self.exists ? `${p.src} is not a regular file` : `${p.src} does not exist`);
    return { content: text.toString('base64'), encoding: 'base64', source: p.src };
  },
});
