/** The parsed command-line arguments of ssh(1): `-o` options by lower-case name, and the configuration file of `-F`. */
export interface SshArguments {
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly configFile: string | undefined;
  /** Arguments that have no effect here. */
  readonly unknown: readonly string[];
}

const OPTION_OF_FLAG: Readonly<Record<string, string>> = {
  i: 'identityfile',
  J: 'proxyjump',
  l: 'user',
  p: 'port',
};
/** Flags about terminals, forwarding, verbosity and multiplexing, which this connection does not have. */
const IGNORED_FLAGS = /^-[AaCfGgKkMNnqsTtVvXxYy46]+$/;
const IGNORED_FLAGS_WITH_VALUE = new Set(['-S', '-E', '-e', '-c', '-m']);

/** Reads the words of ssh(1) as in ansible_ssh_common_args; quotes group as in a shell. */
export function parseSshArguments(text: string): SshArguments {
  const options = new Map<string, string[]>();
  const unknown: string[] = [];
  let configFile: string | undefined;
  const words = splitWords(text);
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const flag = /^-([oiJlpF])(.*)$/s.exec(word);
    if (flag?.[1] !== undefined) {
      const value = flag[2] === '' || flag[2] === undefined ? (words.shift() ?? '') : flag[2];
      const [name, setting] = flag[1] === 'o' ? splitOption(value) : [OPTION_OF_FLAG[flag[1]], value];
      if (name === undefined) configFile = setting;
      else options.set(name, [...(options.get(name) ?? []), setting]);
    } else if (IGNORED_FLAGS_WITH_VALUE.has(word)) {
      words.shift();
    } else if (!IGNORED_FLAGS.test(word)) {
      unknown.push(word);
    }
  }
  return { options, configFile, unknown };
}

function splitOption(text: string): [string, string] {
  const [, name = text, value = ''] = /^\s*([^\s=]+)\s*(?:=|\s)\s*(.*)$/s.exec(text) ?? [];
  return [name.toLowerCase(), value.replace(/^"(.*)"$/s, '$1')];
}

/** Words as POSIX sh would split them, without expansions. */
export function splitWords(text: string): string[] {
  const words = text.match(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/gs) ?? [];
  return words.map((word) =>
    word.replaceAll(
      /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/gs,
      (_, double?: string, single?: string, escaped?: string) =>
        double?.replaceAll(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? '',
    ),
  );
}
