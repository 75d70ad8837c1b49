import { defineQuery } from '../query.ts';
import { isPackageName } from './dpkg.ts';
import { quote, quoteAll } from '../quote.ts';

export interface AptCandidateQuestion {
  readonly name: string;
  /** The release to prefer, as `apt-get -t`. */
  readonly release?: string | undefined;
  /** Query apt even if the package is installed. By default this is skipped, and the answer is empty. */
  readonly always?: boolean | undefined;
}

export interface AptCandidateAnswer {
  /** The version that would be installed, if known. */
  readonly version?: string | undefined;
  /** All versions in the lists, and the installed one, if known; newest first. */
  readonly versions?: readonly string[] | undefined;
  /** Whether apt's lists contain neither a package of this name, nor one that provides it. */
  readonly missing: boolean;
}

/** The version that apt would install, according to the host's current package lists. */
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
  // new lists may contain it, in an unknown version
  derive: () => ({ missing: false }),
});

/**
 * As nobody, apt can't write its cache of the lists, which would be a change, but it can read an up-to-date cache.
 * If nobody may not read the sources, root queries without any cache file.
 */
function renderPolicy(release: string, questions: readonly AptCandidateQuestion[], boundary: string): string {
  const asked = questions.filter((q) => (q.release ?? '') === release && isPackageName(q.name));
  const names = (always: boolean) => quoteAll(asked.filter((q) => (q.always ?? false) === always).map((q) => q.name));
  const options = release === '' ? '' : ` -t ${quote(release)}`;
  return [
    `set -- ${names(true)}`,
    `for p in ${names(false)}; do`,
    // md5sums is removed with a package; list is kept as long as its configuration exists
    '  i=/var/lib/dpkg/info/$p; for f in "$i.md5sums" "${i%:*}":*.md5sums; do [ ! -e "$f" ] || continue 2; done',
    '  set -- "$@" "$p"',
    'done',
    `printf '%s release %s\\n' ${boundary} ${quote(release)}`,
    'if [ $# -gt 0 ]; then',
    String.raw`  printf 'asked %s\n' "$@"`,
    `  ask() { setpriv --reuid=65534 --regid=65534 --clear-groups apt-cache${options} "$@" 2>/dev/null ||`,
    `    apt-cache -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=${options} "$@" 2>/dev/null; }`,
    '  q=$(ask policy "$@"); printf "%s\\n" "$q"',
    // without any version: a virtual package, or a name that other packages only mention
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
    // ` *** 1.22.1-9 500`; the origins have a deeper indentation
    const listed = /^ (?:\*\*\*| {3}) (\S+)(?: -?\d+)?$/.exec(line)?.[1];
    if (listed !== undefined) candidates.get(name)?.versions.push(listed);
  }
  return candidates;
}

/** Names with entries below `Reverse Provides:`. */
function parseProvided(showpkg: string): string[] {
  return showpkg
    .split(/^Package: /m)
    .slice(1)
    .filter((block) => /^Reverse Provides: *\n(?=\S)/m.test(block))
    .map((block) => block.split('\n')[0]?.trim() ?? '');
}
