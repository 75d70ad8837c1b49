/** Other names that Ansible has for flags, and for its own program. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['--inventory-file', '--inventory'],
  ['--ask-vault-password', '--ask-vault-pass'],
  ['--vault-pass-file', '--vault-password-file'],
  ['--key-file', '--private-key'],
  ['--become-pass-file', '--become-password-file'],
  ['--conn-pass-file', '--connection-password-file'],
]);

/** The words of a command line with these names for those; what follows `--` stays. */
export function renameWords(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  const own = end < 0 ? words : words.slice(0, end);
  return [...own.map(rename), ...words.slice(own.length)];
}

function rename(word: string): string {
  const [name = ''] = word.split('=', 1);
  const other = NAMES.get(name);
  return other === undefined ? word : other + word.slice(name.length);
}
