/** `renderBeside` and the modes of `renderAttributes`, which are tested on their own, in a word: `beside /etc/ (`. */
export const foldScript = (script: string): string =>
  script.replace(BESIDE, 'beside $1 (').replace(TAKE_OVER, 'take over').replace(CHMOD, '$1');

const BESIDE = /\(\nset -e\numask 077\ncd -P -- (.*)\nd=.*\nk=.*\ntrap .*\ncd -P -- "\$k"\n\[ "\$PWD" .*$/gm;
const TAKE_OVER = /^if \[ -f .* cp --attributes-only .*; fi$/gm;
const CHMOD = /\{ \[ ! -L .* \|\| \{ printf .* exit 1; \}; (chmod .*); \}/g;
