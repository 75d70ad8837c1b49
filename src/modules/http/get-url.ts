import * as z from 'zod';
import type { Answers, Change, ModuleContext, Prediction } from '../../module-api/module.ts';
import { keepBackup, NEW, placeNew, renderBeside, takeOver } from '../../module-api/beside.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import {
  fileNotTaken,
  diffAttributes,
  fileAttributes,
  predictStat,
  renderAttributes,
} from '../../module-api/file-attributes.ts';
import { bool, integer, mapping, text } from '../../module-api/params.ts';
import { predictAttributes, predictFile } from '../lib/predict-file.ts';
import type { Step } from '../../module-api/step.ts';
import { predictUnchanged } from '../../module-api/unchanged.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { Unknown } from '../../values/unknown.ts';
import type { Query } from '../../query/query.ts';
import { fileDigest } from '../../query/files/file-digest.ts';
import { makeDirectories } from '../../module-api/at-place.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { volatileShell } from '../../query/shell.ts';
import { stat } from '../../query/files/stat.ts';
import { destParam } from '../copy/copy-params.ts';
import { describeFound } from '../lib/describe-content.ts';
import { baseName } from '../copy/file-delivery.ts';
import { describeStat } from '../lib/describe-stat.ts';
import type { Destination, DestinationQueries, ResolvedDestination } from '../lib/destination.ts';
import { candidates, destinationQueries, resolveDestination } from '../lib/destination.ts';
import type { Download } from './download-script.ts';
import { renderCurlInput, renderDownload, renderFetch } from './download-script.ts';

const CHECKSUM = /^(md5|sha1|sha224|sha256|sha384|sha512):([0-9a-fA-F]{32,128})$/;

const params = z
  .strictObject({
    url: text()
      .refine((value) => /^(https?|ftp|file):\/\//.test(value), 'must begin with https://, http://, ftp:// or file://')
      .describe('URL to download.'),
    dest: destParam,
    checksum: z
      .string()
      .regex(CHECKSUM, 'must be an algorithm and a digest, such as sha256:0123…; the digest of a URL is not looked up')
      .optional()
      .describe(
        'Digest of the file, as sha256:0123…. With a checksum, a differing file is downloaded again, and a dry run can predict the change.',
      ),
    force: bool().default(false).describe('Without a checksum: download in every run to detect changes.'),
    headers: mapping(text()).default({}).describe('Headers of the request. Keep secret headers in vaulted variables.'),
    force_basic_auth: bool().default(true).describe('No effect: credentials are always sent with the first request.'),
    url_username: text().optional().describe('User for HTTP authentication.'),
    url_password: text().meta({ secret: true }).optional().describe('Password for HTTP authentication.'),
    http_agent: text().optional().describe('User-Agent header of the request.'),
    timeout: integer().default(10).describe('Seconds to wait for a connection.'),
    sha256sum: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, 'must be a SHA-256 digest')
      .optional()
      .describe('Older form of checksum: a SHA-256 digest.'),
    validate_certs: bool().default(true).describe("Verify the server's certificate."),
    backup: bool()
      .default(false)
      .describe('Keep a copy of the previous file in the same directory, with the time in its name.'),
    ...fileAttributes,
  })
  .refine((p) => p.url_password === undefined || p.url_username !== undefined, {
    path: ['url_password'],
    message: 'needs url_username',
  })
  .refine((p) => p.sha256sum === undefined || p.checksum === undefined, {
    path: ['sha256sum'],
    message: 'is an older form of checksum: give one of them',
  });

type Params = z.output<typeof params>;
type Found = Answers<Asked>;

interface Asked extends DestinationQueries {
  readonly digests: readonly Query<string | null>[];
  /** With force and without checksum: the digest of the content that the URL returns now. */
  readonly offered: readonly Query<ShellAnswer>[];
}

/** Downloads a file. */
export const getUrl = defineState({
  name: 'get_url',
  summary: 'Downloads a file to the host, and verifies its checksum before it replaces the destination.',
  params,
  notTaken: {
    ...fileNotTaken,
    ciphers: leftOut("the host's openssl.cnf decides."),
    client_cert: 'Run curl in a command with creates.',
    client_key: 'Run curl in a command with creates.',
    decompress: leftOut('the file is kept as the server sends it.'),
    tmp_dest: leftOut('the download goes to a dotfile beside dest.'),
    unredirected_headers: 'Headers follow a redirect: leave it out where that is safe.',
    use_gssapi: 'Run curl --negotiate in a command.',
    use_netrc: 'Give url_username and url_password.',
    use_proxy: "Set no_proxy in the task's environment.",
  },
  aliases: { username: 'url_username', password: 'url_password', user_agent: 'http_agent' },
  examples: [
    '- get_url:\n    url: https://downloads.example.org/tool-1.2.tar.gz\n    dest: /usr/local/src/\n    checksum: sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03\n',
    '- get_url:\n    url: https://example.org/feed.json\n    dest: /srv/feed.json\n    force: yes\n    mode: "0644"\n',
  ],
  returns: {
    dest: 'The file.',
    url: 'URL of the source.',
    'checksum_dest, checksum_src': 'Digest of the file, with the algorithm of checksum; SHA-256 by default.',
    mode: 'Permission bits.',
    owner: 'Its owner.',
    group: 'Its group.',
    size: 'Size in bytes.',
  },
  queries: (p): Asked => ({
    ...destinationQueries(destinationOf(p)),
    digests: candidates(destinationOf(p)).map((path) => fileDigest({ path, algorithm: checksumOf(p).algorithm })),
    offered: p.force && wantedSum(p) === undefined ? [offeredBy(p)] : [],
  }),
  diff: (p, s: Found) => diff(p, s),
  apply: (p, s: Found) => apply(p, s),
  predict: (p, s: Found, context) => predict(p, s, context),
  writes: (p) => ({ keys: candidates(destinationOf(p)).map((path) => `file:${path}`) }),
  result: (p, s: Found) => {
    const { path, self, digest } = locate(p, s);
    const sums = { checksum_dest: digest, checksum_src: digest };
    return { dest: path, url: p.url, ...sums, ...describeStat(self) };
  },
});

const destinationOf = (p: Params): Destination => ({ dest: p.dest, name: baseName(p.url.replace(/[?#].*$/, '')) });

const wantedSum = ({ checksum, sha256sum }: Params): string | undefined =>
  checksum ?? (sha256sum === undefined ? undefined : `sha256:${sha256sum}`);

function checksumOf(p: Params): { algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512'; digest?: string } {
  const [, algorithm = 'sha256', digest] = CHECKSUM.exec(wantedSum(p) ?? '') ?? [];
  return { algorithm: algorithm as 'sha256', ...(digest !== undefined && { digest: digest.toLowerCase() }) };
}

const downloadOf = (p: Params): Download => ({
  url: p.url,
  headers: p.headers,
  user: p.url_username,
  password: p.url_password,
  agent: p.http_agent,
  timeoutSeconds: p.timeout,
  validatesCerts: p.validate_certs,
});

const offeredBy = (p: Params): Query<ShellAnswer> =>
  volatileShell({
    script: `{ ${renderFetch(downloadOf(p), '-')} && echo ok >&2; } | sha256sum`,
    reads: [],
  });

interface Located extends ResolvedDestination {
  readonly digest: string | null;
}

function locate(p: Params, found: Found): Located {
  const place = resolveDestination(destinationOf(p), found);
  return { ...place, digest: found.digests[candidates(destinationOf(p)).indexOf(place.path)] ?? null };
}

/** The required digest of the file; undefined if any content is accepted. */
function wantedDigest(p: Params, { offered }: Found): string | undefined {
  const { digest } = checksumOf(p);
  const [answer] = offered;
  if (digest !== undefined || !answer) return digest;
  const failure = answer.stderr.replace(/\n?ok$/, '');
  if (!answer.stderr.endsWith('ok')) throw new ModuleFailure(`${p.url} can't be downloaded: ${failure}`);
  return answer.stdout.slice(0, 64);
}

function diff(p: Params, found: Found): Change[] {
  const { path, self, digest, missing } = locate(p, found);
  if (self.exists && self.type !== 'file') throw new ModuleFailure(`${path} is not a regular file`);
  const wanted = wantedDigest(p, found);
  const differs = wanted === undefined ? !self.exists : digest !== wanted;
  return [
    ...missing.map((directory) => ({ attribute: `state of ${directory}`, before: 'absent', after: 'directory' })),
    ...(differs
      ? [
          {
            attribute: 'content',
            before: digest,
            after: wanted ?? p.url,
            shown: { before: describeFound(self), after: wantedSum(p) ?? p.url },
          },
        ]
      : []),
    ...diffAttributes(p, self, NEW_FILE),
  ];
}

const NEW_FILE = { exists: true, type: 'file', mode: '0644', owner: 'root', group: 'root' } as const;

function apply(p: Params, found: Found): Step[] {
  const { path, self, digest, missing } = locate(p, found);
  const wanted = wantedDigest(p, found);
  if (self.exists && (wanted === undefined || digest === wanted))
    return [{ kind: 'run', script: renderAttributes(path, p, self).join(' &&\n') }];
  const directory = path.slice(0, path.lastIndexOf('/')) || '/';
  const script = [
    renderDownload(downloadOf(p)),
    'set -e',
    ...(missing.length > 0 ? [makeDirectories(directory)] : []),
    renderBeside(path, [
      `download ${NEW}`,
      ...(wanted === undefined ? [] : [verify(checksumOf(p).algorithm, wanted)]),
      self.exists ? takeOver(path) : `chmod 0644 -- ${NEW}`,
      ...renderAttributes(NEW, p, self, NEW_FILE),
      ...(p.backup ? [keepBackup(path)] : []),
      placeNew(path),
    ]),
  ];
  return [{ kind: 'run', script: script.join('\n'), stdin: renderCurlInput(downloadOf(p)) }];
}

const verify = (algorithm: string, wanted: string): string =>
  [
    `s=$(${algorithm}sum < ${NEW})`,
    `[ "\${s%% *}" = ${wanted} ] || { echo "the checksum is ${algorithm}:\${s%% *}, not ${algorithm}:${wanted}" >&2; exit 1; }`,
  ].join('\n');

function predict(p: Params, found: Found, context: ModuleContext): Prediction[] {
  const { path, self, digest, missing } = locate(p, found);
  const wanted = wantedDigest(p, found);
  const { algorithm } = checksumOf(p);
  const me = context.as ?? 'root';
  const own = Object.values(destinationQueries(destinationOf(p))).flat();
  const unchanged = predictUnchanged(
    ...own,
    ...candidates(destinationOf(p)).map((candidate) => fileDigest({ path: candidate, algorithm })),
  );
  const answer = predictStat(p, self, { ...NEW_FILE, owner: me, group: me, size: undefined });
  if (self.exists && (wanted === undefined || digest === wanted))
    return [...unchanged, ...predictAttributes(path, predictStat(p, self, self))];
  const sha256 = algorithm === 'sha256' ? wanted : undefined;
  const directories = missing.map((directory) => ({
    query: stat(directory),
    answer: { ...NEW_FILE, type: 'directory', mode: '0755', owner: me, group: me, size: 0 },
  }));
  return [
    ...unchanged,
    ...directories,
    ...predictFile(path, answer, undefined, sha256),
    {
      query: fileDigest({ path, algorithm }),
      answer: wanted ?? new Unknown(`what ${p.url} gives`),
    },
  ];
}
