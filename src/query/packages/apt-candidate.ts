import { defineQuery } from '../query.ts';
import { isPackageName } from './dpkg.ts';
import { quote, quoteAll } from '../quote.ts';

export interface AptCandidateQuestion {
  readonly name: string;
  /** The release to prefer, as `apt-get -t`. */
  readonly release?: string | undefined;
  /** Ask also where the package is installed. Otherwise that costs nothing, and the answer is empty. */
  readonly always?: boolean | undefined;
}

export interface AptCandidateAnswer {
  /** The version that would be installed, where it is known. */
  readonly version?: string | undefined;
  /** All versions that the lists have, and the installed one, where they are known; the newest first. */
  readonly versions?: readonly string[] | undefined;
  /** apt's lists have no package of this name, nor one that provides it. */
  readonly missing: boolean;
}

/** The version that apt would install, by the package lists that the host has now. */
export const aptCandidate = defineQuery<AptCandidateQuestion, AptCandidateAnswer>({
  name: 'aptCandidate',
  key: ({ name, release, always }) => [name, release ?? '', String(always ?? false)].join('\0'),
  reads: ({ name }) => [`package:${name}`, 'apt:lists', 'tree:/etc/apt', 'tree:/var/lib/apt/lists'],
  script: (questions, boundary) => {
    const releases = [...new Set(questions.map(({ release }) => release ?? ''))];
    return releases.map((release) => renderPolicy(release, questions, boundary)).join('\n');
  },
  parse: (output, questions, boundary) => {
    const found = parsePolicies(output.toString('utf8'), boundary);
    return questions.map(({ name, release }) =>
      isPackageName(name) ? (found.get(`${release ?? ''}\0${name}`) ?? { missing: false }) : { missing: true },
    );
  },
  // new lists may hold it, in a version that is not known before they are fetched
  derive: () => ({ missing: false }),
});

/**
 * Run as nobody, apt can't write its cache of the lists, which would be a change. It reads one that is up to date.
 * Where nobody may not read the sources, root asks without any cache file.
 */
function renderPolicy(release: string, questions: readonly AptCandidateQuestion[], boundary: string): string {
  const asked = questions.filter((q) => (q.release ?? '') === release && isPackageName(q.name));
  const names = (always: boolean) => quoteAll(asked.filter((q) => (q.always ?? false) === always).map((q) => q.name));
  const options = release === '' ? '' : ` -t ${quote(release)}`;
  return [
    `set -- ${names(true)}`,
    `for p in ${names(false)}; do`,
    // md5sums goes when a package is removed; list stays as long as its configuration does
    '  i=/var/lib/dpkg/info/$p; for f in "$i.md5sums" "${i%:*}":*.md5sums; do [ ! -e "$f" ] || continue 2; done',
    '  set -- "$@" "$p"',
    'done',
    `printf '%s release %s\\n' ${boundary} ${quote(release)}`,
    'if [ $# -gt 0 ]; then',
    String.raw`  printf 'asked %s\n' "$@"`,
    `  ask() { setpriv --reuid=65534 --regid=65534 --clear-groups apt-cache${options} "$@" 2>/dev/null ||`,
    `    apt-cache -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=${options} "$@" 2>/dev/null; }`,
    '  q=$(ask policy "$@"); printf "%s\\n" "$q"',
    // no version at all: a virtual package, or a name that others only mention
    String.raw`  v=$(printf '%s\n' "$q" | awk '/^[^ ]/ { n = $1; sub(/:$/, "", n) } /^  Candidate: \(none\)/ { print n }')`,
    `  if [ -n "$v" ]; then set -f; printf '%s\\n' ${quote(`${boundary} virtual`)}; ask showpkg $v; set +f; fi`,
    'fi',
  ].join('\n');
}

/** Answers by release and name. */
function parsePolicies(output: string, boundary: string): Map<string, AptCandidateAnswer> {
  const found = new Map<string, AptCandidateAnswer>();
  for (const part of output.split(`${boundary} release `).slice(1)) {
    const [policy = '', virtual = ''] = part.split(`${boundary} virtual\n`);
    const [release = '', ...lines] = policy.split('\n');
    for (const line of lines) {
      const name = /^asked (.*)$/.exec(line)?.[1];
      if (name !== undefined) found.set(`${release}\0${name}`, { missing: true });
    }
    for (const [name, known] of parseCandidates(lines)) found.set(`${release}\0${name}`, { ...known, missing: false });
    for (const name of parseProvided(virtual)) found.set(`${release}\0${name}`, { missing: false });
  }
  return found;
}

function parseCandidates(lines: readonly string[]): Map<string, { version: string; versions: string[] }> {
  const candidates = new Map<string, { version: string; versions: string[] }>();
  let name = '';
  for (const line of lines) {
    name = /^(\S+):$/.exec(line)?.[1] ?? name;
    const version = /^ {2}Candidate: (\S+)$/.exec(line)?.[1] ?? '(none)';
    if (version !== '(none)') candidates.set(name, { version, versions: [] });
    // ` *** 1.22.1-9 500`; where it is from stands further in
    const listed = /^ (?:\*\*\*| {3}) (\S+)(?: -?\d+)?$/.exec(line)?.[1];
    if (listed !== undefined) candidates.get(name)?.versions.push(listed);
  }
  return candidates;
}

/** Names under whose `Reverse Provides:` there is something. */
function parseProvided(showpkg: string): string[] {
  return showpkg
    .split(/^Package: /m)
    .slice(1)
    .filter((block) => /^Reverse Provides: *\n(?=\S)/m.test(block))
    .map((block) => block.split('\n')[0]?.trim() ?? '');
}
