import type { DiagnosticCode } from './catalogue.ts';

/** What to do about a mistake, by its code, where its own message suggests nothing better. */
export const FIXES: Readonly<Partial<Record<DiagnosticCode, string>>> = {
  'yaml-syntax': 'Correct this line: check its quotes, colons and indentation, which must be blanks.',
  'wrong-type':
    'Write a value of the type that the message names; `provision docs NAME` shows an example of a keyword or module.',
  'missing-key': 'Add the key; `provision docs NAME` shows an example of a keyword or module.',
  'missing-param': 'Add the parameter; `provision docs MODULE` lists all of them.',
  'wrong-value': 'Write one of the values that the message names.',
  'no-module': 'Write what the task does, such as `apt: { name: nginx }`; `provision docs` lists the modules.',
  'invalid-name': 'Use letters, digits and underscores, beginning with a letter.',
  'file-not-found': 'Create the file, or correct the path.',
  'file-unreadable': 'Put a text file that you may read at this path, or name another one.',
  'private-key': 'Name an unencrypted private key, or give the key to an agent with ssh-add.',
  'password-source': 'Name a file with the password in its first line, or an executable that prints it.',
  'template-not-found':
    'Create the template, or correct its name; paths are relative to the template that includes it.',
  'expression-syntax': 'Correct the expression; `provision console HOST EXPRESSION` tries one.',
  'expression-forbidden':
    'Compute the value with the functions of `provision docs expressions`, or in a task with set_fact.',
  'expression-failed': 'Correct the expression; `provision console HOST EXPRESSION` tries one.',
  'undefined-variable': 'Set the variable in group_vars or host_vars, or write `NAME ?? DEFAULT`.',
  'variable-cycle': 'Give one of these variables a value that does not refer to the others.',
  'group-cycle': 'Remove one of these groups from the children of the other.',
  'role-cycle': 'Remove one of these roles from dependencies, after or requires of another.',
  'dependency-cycle': 'Remove one of these roles from the dependencies of another.',
  'import-cycle': 'Remove one of these imports, or use an include with a condition.',
  'host-pattern': 'Write a range as web[01:20], and a pattern as web, web:&prod or web:!web1.',
  'inventory-syntax':
    'Write one host in each line, followed by NAME=VALUE; `provision docs inventory` has the formats.',
  'inventory-unreadable': 'Name a YAML or INI file, an executable, or a directory of these.',
  'inventory-script': 'Run the script with --list in a shell: it must print a JSON object of groups.',
  'no-hosts-matched': 'Run `provision inventory --graph` to see the names of hosts and groups.',
  'nothing-selected': 'Run the command with --list-tasks or --list-hosts to see what can be selected.',
  'output-file': 'Name a file in a directory that exists and that you may write to.',
  'vault-unreadable': 'Give the password with --vault-password-file or --vault-id.',
  'vault-format': 'Encrypt the file again with `provision vault encrypt`.',
  'vault-damaged': 'Restore the file from a backup or from version control.',
  'vault-password': 'Give the right password with --vault-password-file or --vault-id.',
  'vault-password-source': 'Name a file with the password, or an executable that prints it.',
  'vault-usage': 'Run the command with --help to see its arguments.',
  'vault-file': 'Name a file that exists and that you may read and write.',
};
