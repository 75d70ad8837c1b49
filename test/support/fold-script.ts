/** `renderBeside` and the modes of `renderAttributes`, which are tested on their own, in a word: `beside /etc/ (`. */
export const foldScript = (script: string): string =>
  script
    .replace(WHEN_UNLOCKED, 'when unlocked ')
    .replace(NOTE_MADE, '')
    .replace(SAFE_WAY, '')
    .replace(BESIDE, 'beside $1 (')
    .replace(TAKE_OVER, 'take over')
    .replace(LINKS, 'own links $1')
    .replace(MAKE_DIRECTORIES, 'mkdir -p -- $1')
    .replace(AT_PLACE, (_, directory: string, lines: string) =>
      lines.replaceAll(/(?<= )(?:'\.\/([^'\n]*)'|\.\/(\S+))/g, (_here, quoted?: string, bare = '') =>
        directory.endsWith("'") || quoted !== undefined
          ? `'${directory.replaceAll("'", '')}${quoted ?? bare}'`
          : `${directory}${bare}`,
      ),
    )
    .replace(IN_DIRECTORY, 'in $1 (')
    .replace(IF_THERE, '')
    .replace(OWN_WAY, '')
    .replace(CHMOD_DIRECTORY, 'chmod $2 -- $1')
    .replace(CHMOD_FILE, (_, directory: string, mode: string, name: string) =>
      directory.endsWith("'")
        ? `chmod ${mode} -- ${directory.slice(0, -1)}${name.slice(3)}`
        : `chmod ${mode} -- ${directory}${name.slice(2)}`,
    );

const WHEN_UNLOCKED = /^\s*known_as\(\)[\s\S]*?^when_unlocked (?=\S)/m;
const NOTE_MADE = /^\[ -z "\$PROVISION_STOP" \].*\n.*2>\/dev\/null\n/gm;
const SAFE_WAY = /^safe_way\(\) \(\n[\s\S]*?^\)\n/gm;
const BESIDE =
  /\(\nset -e\numask 077\ncd -P -- (.*)\n\[ "\$\{PWD%\/\}" (?:.*\n)+?\}\nd=.*\nk=.*\ntrap .*\ncd -P -- "\$k"\n\[ "\$PWD" .*$/gm;
const TAKE_OVER = /^if \[ -f .* cp --attributes-only .*; fi$/gm;
const AT_PLACE =
  /\(\nset -e\ncd -P -- (.*)\n\[ "\$\{PWD%\/\}" .*\nown links .*\n\[ .*\n\}\n((?:mkdir|rm|chown|mktemp|setcap) .*)\n\)/g;
const IN_DIRECTORY = /\(\nset -e\ncd -P -- (.*)\n\[ "\$\{PWD%\/\}" .*\nown links .*\n\[ .*\n\}(?=\nchown -hR|\nfind )/g;
const OWN_WAY = /^\(\nown links .*\n\) &&\n/gm;
const IF_THERE = /^\[ ! -d .* \] \|\|\n/gm;
const MAKE_DIRECTORIES = /\(\nset -e\nw=(.*) f=\$w\n(?:.*\n)+?done\n\)/g;
const CHMOD_DIRECTORY =
  /\(\nset -e\ncd -P -- (.*)\n\[ "\$\{PWD%\/\}" .*\nown links .*\n\[ .*\n\}\nset -- .*\n\[ "\$1" .*\nchmod (.*) \.\n\)/g;
const CHMOD_FILE =
  /\(\ncd -P -- (.*) \|\| exit\nif .*\n\[ ! -L .*\nchmod (.*) -- (.*)\nexit\nfi\nbeside .*\nln -PT .*\n\[ ! -L .*\nchmod .*\n\)\n\)/g;
const LINKS = /^m=\$\(id -u\) .* r=(.*) a=\n(?:.*\n)+?.*; done$/gm;
