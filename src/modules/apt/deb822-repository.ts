import type { Answers, Change, Prediction } from '../../module-api/module.ts';
import { NEW, placeNew, renderBeside } from '../../module-api/beside.ts';
import { defineState } from '../../module-api/define-module.ts';
import { predictFile } from '../lib/predict-file.ts';
import type { Step } from '../../module-api/step.ts';
import { leftOut } from '../../module-api/not-taken.ts';
import { Unknown } from '../../values/unknown.ts';
import type { Query } from '../../query/query.ts';
import type { FileTextAnswer } from '../../query/files/file-text.ts';
import { fileText } from '../../query/files/file-text.ts';
import { quote } from '../../query/quote.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';
import { isPublicAddress, renderFetch } from '../http/download-script.ts';
import { renderDeb822 } from './deb822-text.ts';
import type { FoundText, TextEdit } from '../text/text-file.ts';
import { applyText, diffText, predictText, textQueries } from '../text/text-file.ts';
import type { Deb822Params } from './deb822-params.ts';
import { deb822Params } from './deb822-params.ts';

type Asked = ReturnType<typeof textQueries> & {
  readonly keyFile: Query<StatAnswer>;
  readonly keyText: Query<FileTextAnswer>;
};
type Found = Answers<{ keyFile: Query<StatAnswer>; keyText: Query<FileTextAnswer> }> & FoundText;

/** Package repositories in apt's current format, with their signing key. */
export const deb822Repository = defineState({
  name: 'deb822_repository',
  summary: 'Adds and removes package repositories in the deb822 format, with their signing keys.',
  params: deb822Params,
  notTaken: {
    install_python_debian: leftOut('a module needs nothing to be installed.'),
  },
  examples: [
    '- deb822_repository:\n    name: example\n    uris: https://packages.example.com/debian\n    suites: stable\n    components: main\n    signed_by: https://packages.example.com/key.asc\n',
    '- deb822_repository:\n    name: example\n    state: absent\n',
  ],
  returns: {
    repo: 'Content of the file.',
    dest: 'The file.',
    key_filename: 'File of the key, if the module manages it.',
  },
  queries: (p): Asked => ({ ...textQueries(fileOf(p)), keyFile: stat(keyFileOf(p)), keyText: fileText(keyFileOf(p)) }),
  diff: (p, s: Found) => diff(p, s),
  apply: (p, s: Found) => apply(p, s),
  predict: (p, s: Found, context): Prediction[] => {
    if (p.state === 'absent') {
      return [fileOf(p), keyFileOf(p)].flatMap((path) => predictFile(path, { exists: false }, null));
    }
    return [...predictText(editOf(p), s, context), ...predictKey(p, s)];
  },
  writes: (p) => ({ keys: [fileOf(p), keyFileOf(p), '/etc/apt/keyrings'].map((path) => `file:${path}`) }),
  result: (p) => ({
    dest: fileOf(p),
    repo: p.state === 'absent' ? null : contentOf(p),
    key_filename: keepsKey(p) ? keyFileOf(p) : null,
  }),
  owns: (p) =>
    p.state === 'absent'
      ? []
      : [
          {
            key: `file:${fileOf(p)}`,
            remove: { module: 'deb822_repository', params: { name: p.name, state: 'absent' } },
          },
        ],
});

const slug = (p: Deb822Params): string => p.name.toLowerCase().replace(/[^a-z0-9.-]+/g, '-');
const fileOf = (p: Deb822Params): string => `/etc/apt/sources.list.d/${slug(p)}.sources`;

const isArmored = (p: Deb822Params): boolean => p.signed_by?.includes('-----BEGIN PGP') ?? false;
const isUrl = (p: Deb822Params): boolean => /^https?:\/\//.test(p.signed_by ?? '');
const keepsKey = (p: Deb822Params): boolean => isArmored(p) || isUrl(p);

/** apt determines the format by the suffix: .asc is armored, .gpg is binary. A key from a URL is stored in binary. */
const keyFileOf = (p: Deb822Params): string => `/etc/apt/keyrings/${slug(p)}.${isArmored(p) ? 'asc' : 'gpg'}`;

const keyTextOf = (p: Deb822Params): string => `${p.signed_by?.trim() ?? ''}\n`;

const contentOf = (p: Deb822Params): string => renderDeb822(p, keepsKey(p) ? keyFileOf(p) : p.signed_by);

const editOf = (p: Deb822Params): TextEdit => ({
  path: fileOf(p),
  attributes: { mode: p.mode },
  backup: false,
  validate: undefined,
  whenAbsent: 'create',
  edit: () => contentOf(p),
});

/** A key from a URL is downloaded once. To replace it, change the URL or the name. */
function keyDiffers(p: Deb822Params, { keyFile, keyText }: Found): boolean {
  if (p.state === 'absent' || !keepsKey(p)) return false;
  return isArmored(p) ? keyText?.toString('utf8') !== keyTextOf(p) : !keyFile.exists;
}

function diff(p: Deb822Params, s: Found): Change[] {
  if (p.state === 'absent') {
    return [
      ...(s.self.exists ? [{ attribute: 'state', before: 'file', after: 'absent' }] : []),
      ...(s.keyFile.exists ? [{ attribute: 'key', before: 'present', after: 'absent' }] : []),
    ];
  }
  const before = s.keyFile.exists ? 'other' : 'absent';
  return [
    ...(keyDiffers(p, s)
      ? [{ attribute: 'key', before, after: isUrl(p) ? `as at ${p.signed_by ?? ''}` : 'as given' }]
      : []),
    ...diffText(editOf(p), s),
  ];
}

function apply(p: Deb822Params, s: Found): Step[] {
  if (p.state === 'absent') return [{ kind: 'run', script: `rm -f -- ${quote(fileOf(p))} ${quote(keyFileOf(p))}` }];
  const key: Step[] = isUrl(p)
    ? [{ kind: 'run', script: fetchKey(p) }]
    : [
        { kind: 'run', script: 'mkdir -p -m 755 /etc/apt/keyrings' },
        {
          kind: 'write',
          path: keyFileOf(p),
          content: { kind: 'bytes', bytes: Buffer.from(keyTextOf(p)) },
          mode: '0644',
        },
      ];
  return [...(keyDiffers(p, s) ? key : []), ...(diffText(editOf(p), s).length > 0 ? applyText(editOf(p), s) : [])];
}

/** apt's downloader is on every host, but shows the URL on its command line. Its directory belongs to apt's user, so root writes nothing there. */
function renderDownloaded(url: string): string[] {
  const to = '"$d/key"';
  return [
    'd=$(mktemp -d /etc/apt/keyrings/.new-XXXXXX); trap \'rm -rf -- "$d"\' EXIT; chown _apt "$d"; chmod 755 "$d"',
    isPublicAddress(url)
      ? `/usr/lib/apt/apt-helper download-file ${quote(url)} ${to} >&2`
      : renderFetch({ url, headers: {}, timeoutSeconds: 30, validatesCerts: true }, to),
    'fetched=$d/key',
  ];
}

/** An armored key is turned into a binary one with what coreutils has. */
function fetchKey(p: Deb822Params): string {
  return [
    'set -e; mkdir -p -m 755 /etc/apt/keyrings',
    ...renderDownloaded(p.signed_by ?? ''),
    renderBeside(keyFileOf(p), [
      '[ ! -L "$fetched" ]; cat -- "$fetched" > key',
      'if grep -q "^-----BEGIN PGP PUBLIC KEY" key; then',
      String.raw`  tr -d '\r' < key | sed -n '/^-----BEGIN/,/^-----END/p' | sed '/^-----/d;/^[A-Za-z-]*: /d;/^$/d;/^=/d' | base64 -d > ${NEW}`,
      `else mv -- key ${NEW}; fi`,
      `[ -s ${NEW} ] || { echo 'there is no key at this URL' >&2; exit 1; }`,
      `chmod 644 ${NEW}`,
      placeNew(keyFileOf(p)),
    ]),
  ].join('\n');
}

function predictKey(p: Deb822Params, s: Found): Prediction[] {
  const path = keyFileOf(p);
  if (!keyDiffers(p, s)) {
    return [
      { query: stat(path), answer: s.keyFile },
      { query: fileText(path), answer: s.keyText },
    ];
  }
  if (isUrl(p)) {
    const fetched = new Unknown('a key that is not downloaded yet');
    return [
      { query: stat(path), answer: fetched },
      { query: fileText(path), answer: fetched },
    ];
  }
  const content = Buffer.from(keyTextOf(p));
  const attributes = { type: 'file', mode: '0644', owner: 'root', group: 'root', size: content.length } as const;
  return predictFile(path, { exists: true, ...attributes }, content);
}
