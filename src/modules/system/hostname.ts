import * as z from 'zod';
import type { Answers, Change } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { text } from '../../module-api/params.ts';
import type { Query } from '../../query/query.ts';
import { kernelHostname } from '../../query/facts/kernel-hostname.ts';
import { quote } from '../../query/quote.ts';
import type { FoundText, TextEdit } from '../text/text-file.ts';
import { applyText, diffText, predictText, textQueries } from '../text/text-file.ts';

const params = z.strictObject({
  name: text()
    .pipe(
      z
        .string()
        .regex(
          /^(?=.{1,64}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$/,
          'must be a host name',
        ),
    )
    .describe('The name.'),
  use: text().optional().describe('Accepted for compatibility; all supported systems use the same method.'),
});

type Asked = ReturnType<typeof textQueries> & { readonly live: Query<string> };
type Found = Answers<{ live: Query<string> }> & FoundText;

/** Sets the host name, now and at boot. */
export const hostname = defineState({
  name: 'hostname',
  summary: "Sets the host's name.",
  params,
  examples: ['- hostname:\n    name: web1\n'],
  returns: { name: 'The name.' },
  queries: (): Asked => ({ ...textQueries('/etc/hostname'), live: kernelHostname(undefined) }),
  diff: ({ name }, s: Found): Change[] => [
    ...diffText(fileOf(name), s),
    ...(s.live === name ? [] : [{ attribute: 'hostname', before: s.live, after: name }]),
  ],
  apply: ({ name }, s: Found) => [
    ...(diffText(fileOf(name), s).length > 0 ? applyText(fileOf(name), s) : []),
    ...(s.live === name ? [] : [{ kind: 'run' as const, script: `hostname -- ${quote(name)}` }]),
  ],
  predict: ({ name }, s: Found, context) => [
    ...predictText(fileOf(name), s, context),
    { query: kernelHostname(undefined), answer: name },
  ],
  writes: () => ({ keys: ['hostname:', 'file:/etc/hostname'] }),
  result: ({ name }) => ({
    name,
    ansible_facts: { ansible_nodename: name, ansible_hostname: name.split('.')[0] },
  }),
});

const fileOf = (name: string): TextEdit => ({
  path: '/etc/hostname',
  attributes: {},
  backup: false,
  validate: undefined,
  whenAbsent: 'create',
  edit: (before) => (before.trim() === name ? before : `${name}\n`),
});
