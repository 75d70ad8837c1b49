/** `renderBeside` and the modes of `renderAttributes`, which are tested on their own, in a word: `beside /etc/ (`. */
export const foldScript = (script: string): string =>
  script
    .replace(WHEN_UNLOCKED, 'when unlocked ')
    .replace(NOTE_MADE, '')
    .replace(SAFE_WAY, '')
    .replace(BESIDE, 'beside $1 (')
    .replace(TAKE_OVER, 'take over')
    .replace(LINKS, 'own links $1')
    .replace(MKDIR, (_, directory: string, name: string) =>
      directory.endsWith("'")
        ? `mkdir -- ${directory.slice(0, -1)}${name.startsWith("'") ? name.slice(3) : `${name.slice(2)}'`}`
        : `mkdir -- ${directory}${name.slice(2)}`,
    )
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
const MKDIR = /\(\nset -e\ncd -P -- (.*)\n\[ "\$\{PWD%\/\}" .*\nown links .*\n\[ .*\n\}\nmkdir -- (.*)\n\)/g;
const CHMOD_DIRECTORY =
  /\(\nset -e\ncd -P -- (.*)\n\[ "\$\{PWD%\/\}" .*\nown links .*\n\[ .*\n\}\nset -- .*\n\[ "\$1" .*\nchmod (.*) \.\n\)/g;
const CHMOD_FILE =
  /\(\ncd -P -- (.*) \|\| exit\nif .*\n\[ ! -L .*\nchmod (.*) -- (.*)\nexit\nfi\nbeside .*\nln -PT .*\n\[ ! -L .*\nchmod .*\n\)\n\)/g;
const LINKS = /^m=\$\(id -u\) .* r=(.*) a=\n(?:.*\n)+?.*; done$/gm;
