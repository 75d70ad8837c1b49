/** What `provision lint --practice` reports: good practice, not mistakes. */
export const PRACTICES = {
  'task-name': {
    title: 'Task without a name',
    explanation:
      'For a task without a name, the output shows only its module. Give it a name that explains in a log what the task does: `name: Install nginx`.',
  },
  'file-mode': {
    title: 'File without a mode',
    explanation:
      'Without `mode`, a new file gets its permissions from the umask of the host, and may be readable by everybody. Write `mode: "0644"`, for example.',
  },
  'unquoted-mode': {
    title: 'Permission bits without quotes',
    explanation:
      'YAML 1.1 reads 0644 as an octal number; YAML 1.2, which editors and other tools use, reads it as 644. Quote the value. `--fix` does this.',
  },
  'yaml-boolean': {
    title: 'yes, no, on or off',
    explanation:
      'YAML 1.1 reads these words as booleans, YAML 1.2 reads them as strings. Write true or false. `--fix` does this.',
  },
  'command-module': {
    title: 'Command that a module can replace',
    explanation:
      'A module compares first, takes part in dry runs, and changes nothing that is already correct. A command runs every time.',
  },
  'command-repeats': {
    title: 'Command that always reports a change',
    explanation:
      'A command without `creates`, `removes`, `unless`, `only_if` or `changed_when` runs every time and always counts as changed.',
  },
  'needless-shell': {
    title: 'Unnecessary shell',
    explanation:
      'The command needs no feature of a shell. `command` runs it without one, so that values cannot be misinterpreted.',
  },
  'latest-package': {
    title: 'Latest version of a package',
    explanation:
      'With `state: latest`, the result depends on when the run takes place. Write `present` or a version, and update deliberately.',
  },
  'ignored-errors': {
    title: 'Errors ignored',
    explanation:
      '`ignore_errors` continues after every failure, including unexpected ones. Define with `failed_when` which results are failures.',
  },
  'unused-handler': {
    title: 'Unused handler',
    explanation: 'No task of the play notifies this handler, by name or by topic; it never runs.',
  },
  'plain-secret': {
    title: 'Secret in plain text',
    explanation:
      'A role declares the variable as secret, but a file contains its value unencrypted. Move the value into a file encrypted with `provision vault`.',
  },
  'unknown-silence': {
    title: 'Unknown code in an ignore comment',
    explanation:
      'A comment `# lint: ignore CODE` names a code that does not exist and has no effect. Errors cannot be silenced.',
  },
} as const;
