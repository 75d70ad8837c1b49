import * as z from 'zod';
import type { Answers, ModuleContext } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { fileAttributes, fileNotTaken } from '../../module-api/file-attributes.ts';
import { bool, path, text } from '../../module-api/params.ts';
import { sha256Of } from '../../module-api/sha256.ts';
import { predictUnchanged } from '../../module-api/unchanged.ts';
import type { DirectoryTextsAnswer } from '../../query/files/directory-texts.ts';
import { directoryTexts } from '../../query/files/directory-texts.ts';
import type { Query } from '../../query/query.ts';
import { compileRegex, regex } from '../lib/python-regex.ts';
import type { DestinationQueries } from '../lib/destination.ts';
import { destinationQueries } from '../lib/destination.ts';
import { editing } from '../text/text-file.ts';
import type { DeliveredFile } from './file-delivery.ts';
import {
  applyDelivered,
  describeDelivered,
  diffDelivered,
  ownsDelivered,
  predictDelivered,
  writesDelivered,
} from './file-delivery.ts';

const params = z
  .strictObject({
    src: text().describe('Directory of the fragments, on the host or, with remote_src: no, on the controller.'),
    dest: path().describe('The file.'),
    remote_src: bool().default(true).describe('src is on the host, not on the controller.'),
    delimiter: text().optional().describe('Text between two fragments; \\n is a line break.'),
    regexp: regex().optional().describe('Regular expression that the names of fragments must match.'),
    ignore_hidden: bool().default(false).describe('Skip fragments whose names begin with a dot.'),
    ...editing,
    ...fileAttributes,
  })
  .refine((p) => !p.remote_src || p.src.startsWith('/'), {
    path: ['src'],
    message: 'must be an absolute path with remote_src',
  });

type Params = z.output<typeof params>;

interface Asked extends DestinationQueries {
  readonly fragments: readonly Query<DirectoryTextsAnswer>[];
}
type Found = Answers<Asked>;

/** Manages a file that is assembled from fragments. */
export const assemble = defineState({
  name: 'assemble',
  summary: 'Assembles a file from fragments, in the order of their names.',
  params,
  notTaken: { ...fileNotTaken, decrypt: 'Keep secrets in vaulted variables, and write a fragment with template.' },
  examples: [
    '- assemble:\n    src: /etc/app/conf.d\n    dest: /etc/app/app.conf\n    delimiter: "# next"\n    validate: app --check %s\n',
  ],
  returns: {
    dest: 'The file.',
    src: 'Directory of the fragments.',
    'checksum, md5sum': 'SHA-1 and MD5 of its content.',
    'state, mode, owner, group, uid, gid, size': 'Attributes of the file.',
  },
  inputs: (p): Record<string, { path: string; as: 'tree' }> =>
    p.remote_src ? {} : { src: { path: p.src, as: 'tree' } },
  queries: (p): Asked => ({
    ...destinationQueries({ dest: p.dest, name: undefined }),
    fragments: p.remote_src ? [directoryTexts(p.src)] : [],
  }),
  diff: (p, s: Found, context) => diffDelivered(delivered(p, s, context), s),
  apply: (p, s: Found, context) => applyDelivered(delivered(p, s, context), s),
  predict: (p, s: Found, context) => [
    ...predictUnchanged(...(p.remote_src ? [directoryTexts(p.src)] : [])),
    ...predictDelivered(delivered(p, s, context), s, context),
  ],
  writes: (p) => writesDelivered({ dest: p.dest, name: undefined }),
  result: (p, s: Found, context) => ({ ...describeDelivered(delivered(p, s, context), s), src: p.src }),
  owns: (p) => ownsDelivered({ dest: p.dest, name: undefined }),
});

function delivered(p: Params, found: Found, context: ModuleContext): DeliveredFile {
  const bytes = join(
    p,
    fragmentsOf(p, found, context)
      .filter(({ name }) => isWanted(p, name))
      .map(({ content }) => content),
  );
  return {
    destination: { dest: p.dest, name: undefined },
    file: {
      content: { kind: 'bytes', bytes },
      sha256: sha256Of(bytes),
      attributes: { mode: p.mode, owner: p.owner, group: p.group },
      backup: p.backup,
      validate: p.validate,
    },
    force: true,
  };
}

interface Fragment {
  readonly name: string;
  readonly content: Buffer;
}

function fragmentsOf(p: Params, found: Found, { inputs }: ModuleContext): Fragment[] {
  if (p.remote_src) {
    const [fragments] = found.fragments;
    if (fragments) return fragments.map(({ name, content }) => ({ name, content: Buffer.from(content, 'latin1') }));
    throw new ModuleFailure(
      `${p.src} is not a directory on the host`,
      'remote_src: no copies a file from the controller.',
    );
  }
  const entries = inputs['src']?.entries;
  if (!entries) throw new ModuleFailure(`${p.src} is not a directory on the controller`);
  return entries
    .filter(({ type, relativePath }) => type === 'file' && !relativePath.includes('/'))
    .map(({ relativePath, bytes }) => {
      if (!bytes) throw new ModuleFailure(`the fragment ${relativePath} is larger than 1 MiB`);
      return { name: relativePath, content: bytes };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const isWanted = (p: Params, name: string): boolean =>
  !(p.ignore_hidden && name.startsWith('.')) && (p.regexp === undefined || compileRegex(p.regexp).test(name));

/** Adds a missing line break to a fragment if another fragment follows. */
function join(p: Params, fragments: readonly Buffer[]): Buffer {
  const delimiter = p.delimiter === undefined ? '' : endLine(unescape(p.delimiter));
  const parts = fragments.flatMap((fragment, i) => {
    if (i === 0) return [fragment];
    const before = fragments[i - 1];
    const isEnded = before?.at(-1) === 0x0a;
    return [Buffer.from(`${isEnded ? '' : '\n'}${delimiter}`), fragment];
  });
  return Buffer.concat(parts);
}

const endLine = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };

const unescape = (text: string): string =>
  text.replace(/\\([ntr\\])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
