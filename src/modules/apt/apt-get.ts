import { quote, quoteAll } from '../../query/quote.ts';

/** How apt-get is to be run. */
export interface AptGetSettings {
  readonly lockTimeoutSeconds: number;
  /** dpkg's answers to questions about configuration files: `force-confold`. */
  readonly dpkgOptions: readonly string[];
  /** Further options of apt-get. */
  readonly options: readonly string[];
  /** Refresh the package lists first. */
  readonly updates: boolean;
  /** What policy-rc.d answers while packages are configured; 101 keeps services from being started. */
  readonly policyRcD?: number | undefined;
}

/** A script that runs apt-get commands one after another, waiting for others that use it, and saying clearly why one failed. */
export function renderAptGet(settings: AptGetSettings, commands: readonly (readonly string[])[]): string {
  const options = [
    '-y',
    '-q',
    '-o',
    `DPkg::Lock::Timeout=${settings.lockTimeoutSeconds}`,
    ...settings.dpkgOptions.flatMap((option) => ['-o', `Dpkg::Options::=--${option}`]),
    ...settings.options,
  ];
  return [
    'export DEBIAN_FRONTEND=noninteractive DEBIAN_PRIORITY=critical APT_LISTCHANGES_FRONTEND=none NEEDRESTART_SUSPEND=1 NEEDRESTART_MODE=l',
    // the error is shown as it comes and kept, to be read
    `attempt() { { e=$("$@" 2>&1 >&3 3>&-); s=$?; } 3>&1; [ -z "$e" ] || printf '%s\\n' "$e" >&2; return $s; }`,
    ...updateFunction(settings.lockTimeoutSeconds),
    ...runFunction(options),
    ...(settings.policyRcD === undefined ? [] : policyRcD(settings.policyRcD)),
    ...(settings.updates ? ['update || exit'] : []),
    ...commands.map((words) => `run ${quoteAll(words)} || exit`),
  ].join('\n');
}

/** apt-get waits for dpkg's lock by itself, for that of the lists it does not. */
const updateFunction = (lockTimeoutSeconds: number): string[] => [
  'update() {',
  `  n=${lockTimeoutSeconds}`,
  '  until attempt apt-get -q update -o APT::Update::Error-Mode=any; do',
  '    case $e in *"Could not get lock"*) ;; *) return $s ;; esac',
  '    [ $n -gt 0 ] || return $s; n=$((n - 1)); sleep 1',
  '  done',
  // where nothing was new apt leaves the time as it was
  '  touch /var/lib/apt/lists',
  '}',
];

/** Lists that are out of date name files that are gone: they are fetched again, once. */
const runFunction = (options: readonly string[]): string[] => [
  'run() {',
  `  attempt apt-get ${quoteAll(options)} "$@" && return`,
  '  case $e in *"Failed to fetch"*|*"Unable to fetch"*)',
  `    update && attempt apt-get ${quoteAll(options)} "$@" && return ;;`,
  '  esac',
  '  case $e in',
  `    *"Unable to locate package"*|*"no installation candidate"*) echo ${quote(UNKNOWN_PACKAGE)} >&2 ;;`,
  `    *"Could not get lock"*) echo ${quote(LOCKED)} >&2 ;;`,
  '  esac',
  '  return $s',
  '}',
];

const UNKNOWN_PACKAGE =
  'apt has no such package: check its name, or add the repository that has it (apt_repository), which fetches its list';
const LOCKED = 'another program is using apt; a longer lock_timeout waits for it';

function policyRcD(status: number): string[] {
  const file = '/usr/sbin/policy-rc.d';
  return [
    `restore() { rm -f ${file}; [ ! -e ${file}.provision ] || mv -f ${file}.provision ${file}; }`,
    `[ ! -e ${file} ] || mv -f ${file} ${file}.provision`,
    "trap restore EXIT; trap 'exit 143' TERM; trap 'exit 130' INT; trap 'exit 129' HUP",
    `printf '#!/bin/sh\\nexit ${status}\\n' > ${file} && chmod 755 ${file} || exit`,
  ];
}
