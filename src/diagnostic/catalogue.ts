import { PRACTICES } from './practices.ts';
import { VAULT_CODES } from './vault-codes.ts';

/**
 * Every diagnostic code with its title and explanation. docs/reference/errors.md is generated from this table.
 * Codes are stable: a code is never reused for another meaning.
 */
export const CATALOGUE = {
  'yaml-syntax': {
    title: 'YAML syntax error',
    explanation: 'The file is not well-formed YAML. Only the first syntax error of each file is shown.',
  },
  'duplicate-key': {
    title: 'Duplicate key',
    explanation: 'A mapping has the same key twice; one of the two values would be lost silently.',
  },
  'yaml-tag': {
    title: 'Unknown YAML tag',
    explanation: 'A value has a YAML tag that is unknown, or that does not fit the value.',
  },
  'item-in-text': {
    title: 'List item read as text',
    explanation:
      'A line that looks like a list item is indented deeper than the text above it, so that YAML reads both as one text.',
  },
  'vault-unreadable': {
    title: 'Encrypted content cannot be read',
    explanation: 'An encrypted file or value could not be decrypted: no password opens it, or it is damaged.',
  },
  'wrong-type': { title: 'Wrong type', explanation: 'A value does not have the type that its key takes.' },
  'unknown-key': {
    title: 'Unknown key',
    explanation: 'A key is not known in this place. It would have no effect.',
  },
  'missing-key': { title: 'Missing key', explanation: 'A required key is missing.' },
  'jinja-syntax': {
    title: 'Jinja in an EJS file',
    explanation:
      '`syntax: ejs` or EJS tags (<%= %>) make the expressions of this file JavaScript: write && for and, defined(x) for is defined, x ?? y for a default. Remove `syntax`, or write `syntax: jinja`, to use Jinja.',
  },
  'mixed-dialects': {
    title: 'EJS and Jinja in one value',
    explanation: 'A value holds both <%= %> and {{ }}. Either language would take the tags of the other as text.',
  },
  'unclear-template': {
    title: 'Template language is unclear',
    explanation:
      'A template holds {{ }} or {% %}, its name ends neither in .j2 nor in .ejs, and the role does not declare its language. The template is not used. Rename it, or set `syntax` in meta/main.yml of the role.',
  },
  'braces-in-template': {
    title: 'Braces in an EJS template',
    explanation:
      'A template of a role whose expressions are EJS holds {{ }} or {% %}, which are written to the host unchanged. Rename the template to end in .ejs if that is intended.',
  },
  usage: {
    title: 'Command line',
    explanation: 'Flags of a command exclude each other, or a required flag is missing.',
  },
  cluster: {
    title: 'Cluster cannot be used',
    explanation:
      'A run cannot be shared by workers as it is asked for: the database does not answer, what it needs is not installed, or the run is not one that workers can do.',
  },
  'no-terminal': {
    title: 'No terminal for a prompt',
    explanation: 'A flag requires a prompt, and the program does not run on a terminal.',
  },
  'output-file': {
    title: 'Output file cannot be written',
    explanation: 'A file that a flag names for output cannot be opened.',
  },
  'file-exists': {
    title: 'File already exists',
    explanation: '`provision init` only writes new files and never overwrites one.',
  },
  'project-file': {
    title: 'provision.yml cannot be used',
    explanation:
      "provision.yml holds the project's identity, by which hosts distinguish its files from those of other projects, and the project's defaults. The file cannot be read, or its line `project: NAME` has no valid name.",
  },
  'inventory-not-found': {
    title: 'No such inventory',
    explanation: 'The value of --inventory is neither a name under inventories/ nor a path.',
  },
  'inventory-syntax': { title: 'INI inventory error', explanation: 'A line of an INI inventory cannot be read.' },
  'inventory-unreadable': {
    title: 'Inventory source cannot be read',
    explanation:
      'An inventory source has an unsupported format, or its file cannot be read. The inventory is not used in part.',
  },
  'inventory-script': {
    title: 'Inventory script failed',
    explanation: 'An executable inventory could not be started, failed, or did not print a valid inventory.',
  },
  'host-pattern': {
    title: 'Malformed host name or pattern',
    explanation: 'A host range such as web[01:20], or a pattern such as web:&prod, is not well-formed.',
  },
  'no-hosts-matched': {
    title: 'Pattern matches nothing',
    explanation: 'A host pattern names no group and no host of the inventory.',
  },
  'unknown-host': {
    title: 'Unknown host',
    explanation:
      'A task is delegated to a name that is neither a host of the inventory nor an address nor a fully qualified name.',
  },
  'nothing-selected': {
    title: 'Nothing is selected',
    explanation:
      'A flag that selects tasks, roles or hosts names something that does not exist, or selects nothing. No host was examined.',
  },
  'group-cycle': {
    title: 'Groups contain each other',
    explanation: 'A group is its own descendant.',
  },
  'shared-name': {
    title: 'Group and host have the same name',
    explanation: 'A group and a host have the same name; patterns and variables of the two are easily confused.',
  },
  'role-folder-ignored': {
    title: 'Folder of a role is not read',
    explanation: 'Only certain folders of a role are read, such as tasks and templates; this one has a similar name.',
  },
  'vars-file-ignored': {
    title: 'Variables file is not read',
    explanation:
      'A file under group_vars/ or host_vars/ is ignored, as Ansible ignores it; its variables have no effect.',
  },
  'expression-syntax': {
    title: 'Expression syntax error',
    explanation: 'The text between <% and %>, or a condition, is not a valid JavaScript expression.',
  },
  'expression-forbidden': {
    title: 'Not allowed in an expression',
    explanation:
      'Expressions read values and compute results. They cannot assign variables or access the program itself.',
  },
  'undefined-variable': {
    title: 'Undefined variable',
    explanation: 'No variable of this name is defined for this host.',
  },
  'undefined-key': { title: 'No such key', explanation: 'The value has no key of this name.' },
  'not-printable': {
    title: 'Value cannot be printed',
    explanation:
      'null, undefined, lists and mappings have no unambiguous text form. Convert the value, for example with json() or yaml().',
  },
  'not-boolean': {
    title: 'Condition is not a boolean',
    explanation: 'when, until, changed_when and failed_when must evaluate to true or false.',
  },
  'expression-failed': { title: 'Expression failed', explanation: 'Evaluating the expression threw an error.' },
  'template-not-found': {
    title: 'No such template',
    explanation: 'A template named by include() does not exist, or includes itself.',
  },
  'variable-cycle': {
    title: 'Circular variables',
    explanation: 'The value of a variable depends on itself.',
  },
  'role-cycle': {
    title: 'Roles wait for each other',
    explanation: 'dependencies, after and requires of the named roles form a cycle; none of them could start.',
  },
  'unknown-module': { title: 'Unknown module', explanation: 'A task names a module that does not exist.' },
  'ansible-setting': {
    title: 'Ansible setting not supported',
    explanation:
      'A setting in ansible.cfg or in an ANSIBLE_... variable would change the meaning of the run and is not supported, or its value is invalid. `provision config` lists all settings.',
  },
  'own-module': {
    title: 'Own module cannot be used',
    explanation:
      "A task uses a module of the project's library/, and that file does not define a module, or needs something that is not installed, such as Ansible's Python library.",
  },
  'no-module': {
    title: 'Task without a module',
    explanation: 'A task names no module and would do nothing.',
  },
  'several-loops': {
    title: 'Several loops in one task',
    explanation: 'A task has `loop` and a `with_` key, or two `with_` keys. Only one of them would have an effect.',
  },
  'several-modules': {
    title: 'Task with several modules',
    explanation: 'A task names more than one module; each needs a task of its own.',
  },
  'unknown-param': {
    title: 'Unknown parameter',
    explanation: 'A task passes a parameter that its module does not have.',
  },
  'omitted-param': {
    title: 'Unknown parameter that may be omitted',
    explanation:
      'A task passes a parameter that its module does not have, as an expression that may give `omit`. The task runs if it does; otherwise it fails.',
  },
  'idle-param': {
    title: 'Parameter without effect',
    explanation: 'Ansible has this parameter. It has no effect here and is ignored.',
  },
  'missing-param': {
    title: 'Missing parameter',
    explanation: 'A task does not pass a parameter that its module requires.',
  },
  'wrong-value': { title: 'Wrong value', explanation: 'The value is not allowed here.' },
  'decimal-mode': {
    title: 'Permission bits in decimal',
    explanation: 'YAML reads 644 as a decimal number. Permission bits are octal: write 0644, or quote them.',
  },
  'invalid-name': {
    title: 'Invalid variable name',
    explanation: 'A variable cannot have this name: an expression could not read it.',
  },
  'reserved-name': {
    title: 'Reserved name',
    explanation: 'A variable cannot have this name: it has another meaning in expressions.',
  },
  'unknown-role': {
    title: 'Unknown role',
    explanation: 'The named role is in none of the role directories.',
  },
  'file-not-found': { title: 'File not found', explanation: 'The named file does not exist.' },
  'private-key': {
    title: 'Unusable private key',
    explanation: 'The file is no private key, or the key is encrypted and no agent has it.',
  },
  'password-source': {
    title: 'Password not available',
    explanation: 'A file or program did not provide the password to log in with, or that of sudo.',
  },
  'file-unreadable': {
    title: 'File cannot be read',
    explanation:
      'The path is a directory, a pipe, a device or a circular link, the file is not readable, or it is not UTF-8 text.',
  },
  'unknown-handler': {
    title: 'Unknown handler',
    explanation: 'A task notifies a handler that its play does not define.',
  },
  'not-a-handler': {
    title: 'Not a handler',
    explanation: 'Only a task or an include can be notified, not a block with rescue or always.',
  },
  'dependency-cycle': {
    title: 'Roles depend on each other',
    explanation: 'A role depends on itself, directly or through other roles.',
  },
  'import-cycle': {
    title: 'Import of itself',
    explanation: 'A file or role imports itself, directly or through other files; the import would never end.',
  },
  'include-cycle': {
    title: 'Endless include',
    explanation:
      'A file or role includes itself, directly or through other files, and no condition or loop could end the recursion.',
  },
  'import-not-static': {
    title: 'Import is not static',
    explanation:
      'Imports are resolved before any host is known: they take plain names and cannot have a loop. Use an include where the file depends on the host.',
  },
  'loop-variable': {
    title: 'Loop variable hidden',
    explanation: 'A nested loop uses the same variable as the outer loop and hides it.',
  },
  'conflicting-keys': {
    title: 'Conflicting keys',
    explanation: 'Two keys are given that exclude each other.',
  },
  'verify-changes': {
    title: 'Verify would change the host',
    explanation: 'verify/main.yml checks that the system works. It may only read, so that it can run at any time.',
  },
  'recommended-variable': {
    title: 'Recommended variable is not set',
    explanation:
      'A role works without this variable, but the site then lacks something that it probably needs, such as a recipient of alerts. Set the variable; if you want the default, set it to the default.',
  },
  'missing-variable': {
    title: 'Required variable not set',
    explanation: 'A role declares a variable as required, and nothing sets it for a host that the role applies to.',
  },
  'unknown-variable': {
    title: 'Unknown variable of a role',
    explanation:
      'A variable begins with the name of a role, but the role does not declare it. It would have no effect.',
  },
  'conflicting-declarations': {
    title: 'Variable declared differently',
    explanation: 'Two roles declare the same variable with different types or defaults.',
  },
  'no-such-run': {
    title: 'Run is not recorded',
    explanation:
      'The newest 100 runs of a project are recorded in .provision/runs. `provision runs` lists them. Name a run by its id, by the beginning or end of its id, or by `last`.',
  },
  'plan-file': {
    title: 'Plan cannot be applied',
    explanation:
      'A plan is applied exactly as it was reviewed or not at all: the file must be complete and unchanged, belong to this project and this version of the program, and not have expired. Make a new plan with `provision plan --out FILE`.',
  },
  'requires-later-batch': {
    title: 'Required role runs in a later batch',
    explanation: 'With `serial`, a required role would run in a later batch than the role that requires it.',
  },
  'without-effect': {
    title: 'Keyword without effect',
    explanation:
      'A keyword of Ansible, or an operator of the shell in a command, is accepted but has no effect here. The warning says what to write instead.',
  },
  ...VAULT_CODES,
  ...PRACTICES,
} as const satisfies Record<string, { title: string; explanation: string }>;

export type DiagnosticCode = keyof typeof CATALOGUE;
