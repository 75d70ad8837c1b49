import { PRACTICES } from './practices.ts';

/**
 * Every diagnostic code, with a title and what it means. docs/reference/errors.md is generated from here.
 * Codes are stable: one is never used again for another meaning.
 */
export const CATALOGUE = {
  'yaml-syntax': {
    title: 'YAML syntax error',
    explanation: 'The file is not well-formed YAML. Only the first such error in each file can be shown.',
  },
  'duplicate-key': {
    title: 'Duplicate key',
    explanation: 'A mapping names the same key twice; one of the two values would silently be lost.',
  },
  'yaml-tag': {
    title: 'Unknown YAML tag',
    explanation: 'A value carries a YAML tag that is not known here, or that it does not fit.',
  },
  'vault-unreadable': {
    title: 'Encrypted content cannot be read',
    explanation: 'A vaulted file or value could not be decrypted: no password opens it, or it is damaged.',
  },
  'wrong-type': { title: 'Wrong type', explanation: 'A value is of another type than its key takes.' },
  'unknown-key': {
    title: 'Unknown key',
    explanation: 'A key that is not known here. It would be ignored, and what it was meant to do would not happen.',
  },
  'missing-key': { title: 'Missing key', explanation: 'A key that is required here is not given.' },
  'jinja-syntax': {
    title: 'Jinja where EJS is said to be',
    explanation:
      'The expressions of this file are JavaScript, as `syntax: ejs` or its own tags <%= %> say: && for and, defined(x) for is defined, x ?? y for a default. Leave `syntax` out, or say `syntax: jinja`, to have Jinja read.',
  },
  'mixed-dialects': {
    title: 'EJS and Jinja in one value',
    explanation:
      'A value holds both <%= %> and {{ }}. Each would be text to the other, so that neither reading can be what is meant.',
  },
  'unclear-template': {
    title: 'Template of no clear syntax',
    explanation:
      'A template holds {{ }} or {% %}, its name ends neither in .j2 nor in .ejs, and nothing in its role says whether that is Jinja. It is neither rendered nor delivered as it is.',
  },
  'braces-in-template': {
    title: 'Braces in an EJS template',
    explanation:
      'A template of a role whose expressions are EJS holds {{ }} or {% %}, which are delivered as they are. A name that ends in .ejs says that they are meant.',
  },
  usage: { title: 'Command line', explanation: 'The flags of a command do not go together, or one is missing.' },
  'no-terminal': {
    title: 'No terminal to ask on',
    explanation: 'A flag says that something is to be asked for, and there is no terminal where somebody could answer.',
  },
  'output-file': {
    title: 'Output file cannot be written',
    explanation: 'A file that a flag names for output cannot be opened; the run would be lost to whoever waits for it.',
  },
  'file-exists': {
    title: 'The file exists already',
    explanation: '`provision init` writes only new files, so that nothing of yours is lost.',
  },
  'project-file': {
    title: 'provision.yml cannot be used',
    explanation:
      "The file says which project this is, so that hosts tell its files from other projects', and holds the project's defaults. It can't be read, or its line `project: NAME` names none.",
  },
  'inventory-not-found': {
    title: 'No such inventory',
    explanation: 'What --inventory names is neither a name under inventories/ nor a path.',
  },
  'inventory-syntax': { title: 'INI inventory error', explanation: 'A line of an INI inventory cannot be read.' },
  'inventory-unreadable': {
    title: 'Inventory source cannot be read',
    explanation: 'A source is of a kind that is not supported, or its file cannot be read. Nothing is half used.',
  },
  'inventory-script': {
    title: 'Inventory script failed',
    explanation: 'An executable inventory could not be run, failed, or did not print what it should.',
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
      'A task is delegated to a name that is no host of the inventory, no address, and no full name with a dot in it.',
  },
  'nothing-selected': {
    title: 'Nothing is selected',
    explanation:
      'A flag that chooses tasks, roles or hosts names something that is not there, or leaves nothing to do. Nothing was looked at.',
  },
  'group-cycle': {
    title: 'Groups contain each other',
    explanation: 'A group is, through its children, its own child.',
  },
  'shared-name': {
    title: 'Group and host of one name',
    explanation: 'A group and a host have the same name; patterns and variables of the two are easily mistaken.',
  },
  'vars-file-ignored': {
    title: 'Variables file is not read',
    explanation:
      'A file under group_vars/ or host_vars/ is passed over, as Ansible would; its variables have no effect.',
  },
  'expression-syntax': {
    title: 'Expression syntax error',
    explanation: 'The text between <% and %>, or a condition, is not a JavaScript expression of the allowed kind.',
  },
  'expression-forbidden': {
    title: 'Not allowed in an expression',
    explanation: 'Expressions read values and compute; they do not assign, and do not reach the runner.',
  },
  'undefined-variable': {
    title: 'Undefined variable',
    explanation: 'No variable of this name is defined for this host.',
  },
  'undefined-key': { title: 'No such key', explanation: 'The value has no key of this name.' },
  'not-printable': {
    title: 'Value cannot be printed',
    explanation:
      'null, undefined, lists and mappings have no one form as text: choose one, with json() or yaml() for example.',
  },
  'not-boolean': {
    title: 'Condition is not a boolean',
    explanation: 'when, until, changed_when and failed_when must give true or false.',
  },
  'expression-failed': { title: 'Expression failed', explanation: 'Evaluating the expression threw an error.' },
  'template-not-found': {
    title: 'No such template',
    explanation: 'A template that include() names does not exist, or includes itself.',
  },
  'variable-cycle': {
    title: 'Variables refer to each other',
    explanation: 'The value of a variable needs its own value.',
  },
  'vault-format': {
    title: 'Not a vault that is known here',
    explanation: 'The text does not begin as a vault, or is of a version or a cipher other than 1.1, 1.2 and AES256.',
  },
  'vault-damaged': {
    title: 'Damaged vault',
    explanation: 'The text of a vault was cut off or changed, so that no password can open it.',
  },
  'vault-password': {
    title: 'Vault not opened',
    explanation:
      'None of the passwords given opens the vault: the password is wrong, or the vault was changed after it was written. The two cannot be told apart.',
  },
  'vault-no-password': {
    title: 'No vault password',
    explanation: 'A vault is to be opened and no password was given.',
  },
  'vault-password-source': {
    title: 'Vault password not available',
    explanation: 'A password file, program or prompt that was asked for a vault password gave none.',
  },
  'vault-usage': {
    title: 'Vault command misused',
    explanation: 'What was asked of `provision vault` cannot be done.',
  },
  'vault-file': {
    title: 'Vault file not readable or writable',
    explanation: 'A file that was to be encrypted or decrypted cannot be read or written.',
  },
  'vault-interrupted': {
    title: 'Editing was interrupted',
    explanation: 'The command was ended while a vault was in the editor. Nothing was saved.',
  },
  'role-cycle': {
    title: 'Roles wait for each other',
    explanation: 'dependencies, after and requires of the named roles form a circle, so that none could start.',
  },
  'unknown-module': { title: 'Unknown module', explanation: 'A task names a module that does not exist.' },
  'ansible-setting': {
    title: "Ansible's setting that is not taken",
    explanation:
      'ansible.cfg or a variable ANSIBLE_... asks for what would make another run of it, or is no value of its setting. provision config lists all of them.',
  },
  'own-module': {
    title: 'Own module that cannot be used',
    explanation:
      "A file in the project's library/ that a task names gives no module, or needs what is not here, such as Ansible's Python library.",
  },
  'no-module': {
    title: 'Task without a module',
    explanation: 'A task names no module, so that there is nothing for it to do.',
  },
  'several-loops': {
    title: 'Several loops in one task',
    explanation: 'A task has loop and a with_ key, or two of these. One of them would silently be lost.',
  },
  'several-modules': {
    title: 'Task with several modules',
    explanation: 'A task names more than one module; each needs a task of its own.',
  },
  'unknown-param': { title: 'Unknown parameter', explanation: 'A module is given a parameter that it does not have.' },
  'idle-param': {
    title: 'Parameter without effect',
    explanation: 'Ansible has this parameter. Nothing depends on it here, so that it is passed over.',
  },
  'missing-param': { title: 'Missing parameter', explanation: 'A module is not given a parameter that it needs.' },
  'wrong-value': { title: 'Wrong value', explanation: 'A value is not one of those that are possible here.' },
  'decimal-mode': {
    title: 'Permission bits in decimal',
    explanation: 'YAML reads 644 as a decimal number. Permission bits are octal: write 0644, or quote them.',
  },
  'invalid-name': {
    title: 'Not a name',
    explanation: 'A variable cannot be called this, since an expression could not read it.',
  },
  'reserved-name': {
    title: 'Reserved name',
    explanation: 'A variable cannot be called this, since the name has a meaning of its own in expressions.',
  },
  'unknown-role': {
    title: 'Unknown role',
    explanation: 'A role is named that is in none of the directories of roles.',
  },
  'file-not-found': { title: 'File not found', explanation: 'A file is named that does not exist.' },
  'file-unreadable': {
    title: 'File cannot be read',
    explanation:
      'Where a file is expected there is a directory, a pipe or a device, its links lead in a circle, it may not be read, or it is not text in UTF-8.',
  },
  'unknown-handler': {
    title: 'Unknown handler',
    explanation: 'A task notifies a handler that its play does not have; it would never run.',
  },
  'not-a-handler': {
    title: 'Not a handler',
    explanation: 'Only a task or an include can be notified, not a block with rescue or always.',
  },
  'dependency-cycle': {
    title: 'Roles depend on each other',
    explanation: 'A role depends on itself, directly or by others, so that none of them can run first.',
  },
  'import-cycle': {
    title: 'Import of itself',
    explanation: 'A file or role imports itself, directly or by others, so that there would be no end of tasks.',
  },
  'include-cycle': {
    title: 'Include of itself without an end',
    explanation:
      'A file or role includes itself, directly or by others, and no condition or loop on the way could end it.',
  },
  'import-not-static': {
    title: 'Import that is not static',
    explanation:
      'Imports are done before any host is known: they take plain names and have no loop. Includes may depend on the host.',
  },
  'loop-variable': {
    title: 'Loop variable hidden',
    explanation: 'A loop within a loop has the same variable, so that the outer one cannot be read.',
  },
  'conflicting-keys': {
    title: 'Keys that exclude each other',
    explanation: 'Two keys are given of which only one can hold.',
  },
  'verify-changes': {
    title: 'Verify would change the host',
    explanation: 'verify/main.yml proves that the system works; it reads only, so that it can be run at any time.',
  },
  'recommended-variable': {
    title: 'Recommended variable is not set',
    explanation:
      'A role works without this variable, but the site then lacks something that it is likely to need, such as somebody who is told of alerts. Set it; where its default is what you want, set it to that.',
  },
  'missing-variable': {
    title: 'Required variable not set',
    explanation: 'A role declares a variable as required, and nothing sets it for a host that the role applies to.',
  },
  'unknown-variable': {
    title: 'Unknown variable of a role',
    explanation:
      'A variable begins with the name of a role, and the role does not declare it; it would have no effect.',
  },
  'conflicting-declarations': {
    title: 'Variable declared differently',
    explanation: 'Two roles declare the same variable with different types or defaults.',
  },
  'no-such-run': {
    title: 'Run that is not recorded',
    explanation:
      'Runs are recorded in .provision/runs of their project, the newest 100 of them. provision runs lists them; a run is named by its id, the beginning or the end of it, or as last.',
  },
  'plan-file': {
    title: 'Plan that cannot be applied',
    explanation:
      'A plan is applied as it was reviewed or not at all: it must be whole and unchanged, of this project and this version of the program, and younger than the time it is good for. A new plan is made with provision plan --out FILE.',
  },
  'requires-later-batch': {
    title: 'Required role runs in a later batch',
    explanation: 'With serial, a role that another requires would only run after it.',
  },
  'without-effect': {
    title: 'Keyword without effect',
    explanation:
      'A keyword of Ansible is taken, and what it asks for is not done here. The warning says what to write instead.',
  },
  ...PRACTICES,
} as const satisfies Record<string, { title: string; explanation: string }>;

export type DiagnosticCode = keyof typeof CATALOGUE;
