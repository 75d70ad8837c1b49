import type { AptCandidateAnswer } from '../../query/packages/apt-candidate.ts';
import type { DpkgAnswer } from '../../query/packages/dpkg.ts';
import { isPackageName } from '../../query/packages/dpkg.ts';

/** A requested package: `nginx`, `nginx=1.22*`, `nginx/bookworm-backports`. */
export interface PackageSpec {
  /** As apt-get takes it. */
  readonly text: string;
  readonly name: string;
  /** A version, or a pattern of versions: `1.22*`. */
  readonly version?: string | undefined;
  readonly release?: string | undefined;
}

/** Undefined if the text is not a valid package. */
export function parsePackageSpec(text: string): PackageSpec | undefined {
  const [, name = '', sign, rest] = /^([^=/]+)(?:([=/])([^\s=/]+))?$/.exec(text.trim()) ?? [];
  if (!isPackageName(name)) return undefined;
  return {
    text: text.trim(),
    name,
    version: sign === '=' ? rest : undefined,
    release: sign === '/' ? rest : undefined,
  };
}

/** The known state of a requested package. */
export interface PackageFound {
  readonly spec: PackageSpec;
  readonly dpkg: DpkgAnswer;
  readonly candidate: AptCandidateAnswer;
}

/** Whether a package satisfies `present`. A virtual package does if a package that provides it is installed. */
export function isPresent({ spec, dpkg, candidate }: PackageFound): boolean {
  if (dpkg.status !== 'installed') {
    return dpkg.status === 'absent' && dpkg.providedBy !== undefined && candidate.version === undefined;
  }
  return spec.version === undefined || dpkg.version === undefined || matchesVersion(dpkg.version, spec.version);
}

/** Whether the newest version that apt knows is installed. */
export function isLatest(found: PackageFound): boolean {
  const { dpkg, candidate } = found;
  if (!isPresent(found)) return false;
  return dpkg.version === undefined || candidate.version === undefined || dpkg.version === candidate.version;
}

/** Whether apt's lists are known to lack the requested version. */
export const lacksVersion = ({ spec: { version }, candidate: { versions = [] } }: PackageFound): boolean =>
  version !== undefined && versions.length > 0 && !versions.some((known) => matchesVersion(known, version));

/** As apt compares them: by fnmatch(3). */
const matchesVersion = (version: string, wanted: string): boolean =>
  version === wanted || patternOf(wanted).test(version);

function patternOf(glob: string): RegExp {
  const source = glob.replace(/\[(!?)([^\]]+)\]|[\s\S]/g, (part, not: string | undefined, set: string | undefined) => {
    if (set !== undefined) return `[${not ? '^' : ''}${set.replace(/[\\^]/g, '\\$&')}]`;
    if (part === '*') return '.*';
    return part === '?' ? '.' : part.replace(/[^\w]/, '\\$&');
  });
  return new RegExp(`^${source}$`, 's');
}
