import * as z from 'zod';
import type { Answers, Prediction } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { bool, fileMode, text } from '../../module-api/params.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { aptLists } from '../../query/packages/apt-lists.ts';
import type { Query } from '../../query/query.ts';
import type { FileTextAnswer } from '../../query/files/file-text.ts';
import { fileText } from '../../query/files/file-text.ts';
import { quote } from '../../query/quote.ts';
import { PROGRESS_TIMEOUT_SECONDS, renderAptGet } from './apt-get.ts';
import { applyOrRemove, diffOrRemove, predictOrRemove } from '../text/edit-or-remove.ts';
import type { FoundText, TextEdit } from '../text/text-file.ts';
import { textQueries } from '../text/text-file.ts';
import { joinLines, splitLines } from '../text/text-lines.ts';

/** apt ignores all of its sources if a line of one is invalid. */
const REPO_LINE =
  /^deb(-src)?[ \t]+(\[[^\]\n]*\][ \t]+)?[a-z][a-z0-9+.-]*:\S*[ \t]+(\S*\/[ \t]*|\S*[^\s/][ \t]+[^\s#[][^\n]*)$/;

const PPA = /^ppa:([\w.+-]+(?:\/[\w.+-]+)?)$/;

const shape = z.strictObject({
  repo: text()
    .pipe(
      z
        .string()
        .refine(
          (repo) => REPO_LINE.test(repo) || PPA.test(repo),
          'must be a line of sources.list(5): deb URL SUITE COMPONENT, without one where SUITE ends with /',
        ),
    )
    .describe('The repository: `deb [signed-by=/etc/apt/keyrings/x.asc] https://example.com/debian bookworm main`.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether it exists.'),
  filename: text()
    .pipe(z.string().regex(/^[A-Za-z0-9_.-]+$/, 'must be the name of a file'))
    .optional()
    .describe('Name of the file in /etc/apt/sources.list.d, without .list. Default: derived from the URL.'),
  update_cache: bool().default(true).describe('Refresh the package lists after a change.'),
  mode: fileMode().default('0644').describe('Permission bits of the file.'),
  lock_timeout: z.coerce.number().default(60).describe('Seconds to wait for the locks of apt and dpkg.'),
});

type Params = z.output<typeof shape>;
type Asked = ReturnType<typeof textQueries> & { readonly main: Query<FileTextAnswer> };
type Found = Answers<{ main: Query<FileTextAnswer> }> & FoundText;

/** Package repositories in apt's older one-line format. */
export const aptRepository = defineState({
  name: 'apt_repository',
  summary: 'Adds and removes package repositories in the one-line format.',
  params: shape,
  notTaken: {
    codename: 'Write the release into repo.',
    install_python_apt: leftOut('a module needs nothing to be installed.'),
    update_cache_retries: 'Give the task retries and until.',
    update_cache_retry_max_delay: 'Give the task delay.',
    validate_certs: "Set apt's Acquire::https::Verify-Peer in apt.conf.d.",
  },
  aliases: { 'update-cache': 'update_cache' },
  examples: [
    '- apt_repository:\n    repo: deb http://deb.debian.org/debian bookworm-backports main\n',
    '- apt_repository:\n    repo: deb [signed-by=/etc/apt/keyrings/example.asc] https://example.com/apt stable main\n    filename: example\n',
  ],
  returns: { repo: 'The source.', sources_file: 'The file that contains the repository.' },
  queries: (p): Asked => ({ ...textQueries(fileOf(p)), main: fileText('/etc/apt/sources.list') }),
  diff: (p, s: Found) => {
    refusePpa(p);
    return isInMain(p, s) ? [] : diffOrRemove(editOf(p), s);
  },
  apply: (p, s: Found) => [
    ...applyOrRemove(editOf(p), s),
    ...(p.update_cache ? [{ kind: 'run' as const, script: update(p, s) }] : []),
  ],
  predict: (p, s: Found, context): Prediction[] => [
    ...predictOrRemove(editOf(p), s, context),
    { query: fileText('/etc/apt/sources.list'), answer: s.main },
    ...(p.update_cache ? [{ query: aptLists(3600), answer: 'fresh' }] : []),
  ],
  writes: (p) => ({ keys: [`file:${fileOf(p)}`, 'apt:lists', 'tree:/var/lib/apt/lists'] }),
  result: (p) => ({ repo: p.repo, state: p.state, sources_file: fileOf(p) }),
  owns: (p) =>
    p.state === 'absent'
      ? []
      : [
          {
            key: `apt-source:${fileOf(p)}:${normalize(p.repo)}`,
            remove: { module: 'apt_repository', params: { repo: p.repo, filename: p.filename, state: 'absent' } },
          },
        ],
});

/** Roles for several distributions have a task with one, which does not run on Debian. */
function refusePpa({ repo }: Params): void {
  const [, ppa] = PPA.exec(repo) ?? [];
  if (ppa !== undefined)
    throw new ModuleFailure(
      `${repo} is an address that only Ubuntu's own tool reads`,
      `Write deb https://ppa.launchpadcontent.net/${ppa.includes('/') ? ppa : `${ppa}/ppa`}/ubuntu, the release and main, and add its key with apt_key.`,
    );
}

const normalize = (line: string): string => line.replace(/#.*$/, '').trim().replace(/\s+/g, ' ');

/** If the package lists can't be fetched, a new repository is removed again, so that apt works as before. */
function update(p: Params, s: Found): string {
  const fetch = renderAptGet(
    {
      lockTimeoutSeconds: p.lock_timeout,
      progressTimeoutSeconds: PROGRESS_TIMEOUT_SECONDS,
      dpkgOptions: [],
      options: [],
      updates: true,
    },
    [],
  );
  const undo = s.text === null && p.state === 'present' ? [`rm -f -- ${quote(fileOf(p))}`] : [];
  return [`(\n${fetch}\n) || {`, 's=$?', ...undo, 'exit $s', '}'].join('\n');
}

/** As Ansible names the file: the URL without its scheme, what is neither a letter nor a digit as _. */
function fileOf(p: Params): string {
  const [, url = ''] = normalize(p.repo.replace(/\[[^\]]*\]/, '')).split(' ');
  const derived = url
    .replace(/^[a-z+]+:\/\/([^@/]*@)?/, '')
    .replace(/\/$/, '')
    .replace(/[^A-Za-z0-9]+/g, '_');
  return `/etc/apt/sources.list.d/${p.filename?.replace(/\.list$/, '') ?? derived}.list`;
}

/** Without a filename, the same line in the main file counts too. */
const isInMain = (p: Params, { main }: Found): boolean =>
  p.filename === undefined &&
  p.state === 'present' &&
  splitLines(main?.toString('utf8') ?? '').lines.some((line) => normalize(line) === normalize(p.repo));

const editOf = (p: Params): TextEdit => ({
  path: fileOf(p),
  attributes: p.state === 'absent' ? {} : { mode: p.mode },
  backup: false,
  validate: undefined,
  whenAbsent: p.state === 'absent' ? 'leave' : 'create',
  edit: (before) => {
    const file = splitLines(before);
    const isOurs = (line: string): boolean => normalize(line) === normalize(p.repo);
    if (p.state === 'absent')
      return joinLines(
        file,
        file.lines.filter((line) => !isOurs(line)),
      );
    return file.lines.some(isOurs) ? before : joinLines(file, [...file.lines, normalize(p.repo)]);
  },
});
