/** Ansible's names for flags and programs, with their equivalents. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['--inventory-file', '--inventory'],
  ['--ask-vault-password', '--ask-vault-pass'],
  ['--vault-pass-file', '--vault-password-file'],
  ['--key-file', '--private-key'],
  ['--become-pass-file', '--become-password-file'],
  ['--conn-pass-file', '--connection-password-file'],
]);

/** Replaces Ansible's names in the words of a command line, up to `--`. */
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
