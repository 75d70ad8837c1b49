/** `renderBeside` and the modes of `renderAttributes`, which are tested on their own, in a word: `beside /etc/ (`. */
export const foldScript = (script: string): string =>
  script
    .replace(BESIDE, 'beside $1 (')
    .replace(TAKE_OVER, 'take over')
    .replace(CHMOD, '$1')
    .replace(LINKS, 'own links $1');

const BESIDE =
  /\(\nset -e\numask 077\ncd -P -- (.*)\nd=.*\n\[ "\$d" (?:.*\n)+?\}\nk=.*\ntrap .*\ncd -P -- "\$k"\n\[ "\$PWD" .*$/gm;
const TAKE_OVER = /^if \[ -f .* cp --attributes-only .*; fi$/gm;
const CHMOD = /\{ \[ ! -L .* \|\| \{ printf .* exit 1; \}; (chmod .*); \}/g;
const LINKS = /^m=\$\(id -u\) .* r=(.*) a=\n(?:.*\n)+?.*; done$/gm;
