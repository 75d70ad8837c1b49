/** What `provision lint --practice` looks for: nothing of it is a mistake. */
export const PRACTICES = {
  'task-name': {
    title: 'Task without a name',
    explanation:
      'The output shows the module of a task that has no name. Write `name: Install nginx`: what it does, in words that a log needs nothing else for.',
  },
  'file-mode': {
    title: 'File without a mode',
    explanation:
      'A file that is made without `mode` gets what the umask of the host leaves, which may let everybody read it. Write `mode: "0644"`, or what suits it.',
  },
  'unquoted-mode': {
    title: 'Permission bits without quotes',
    explanation:
      'YAML 1.1 reads 0644 as a number in octal, and YAML 1.2, which editors and other tools read, as 644. Write it in quotes. `--fix` does.',
  },
  'yaml-boolean': {
    title: 'yes, no, on or off',
    explanation:
      'YAML 1.1 takes these words for true and false, YAML 1.2 for texts. Write true or false, which all readers understand alike. `--fix` does.',
  },
  'command-module': {
    title: 'Command that a module does',
    explanation:
      'A module compares first, predicts in a dry run, and changes nothing that is right already. A command is run each time.',
  },
  'command-repeats': {
    title: 'Command that always changes',
    explanation:
      'A command without `creates`, `removes`, `unless`, `only_if` or `changed_when` runs and counts as changed in every run, so that no run ends without changes.',
  },
  'needless-shell': {
    title: 'Shell without need',
    explanation:
      'The text uses nothing that only a shell has. `command` runs it without one, so that no value can be taken for something else.',
  },
  'latest-package': {
    title: 'Package in its latest version',
    explanation:
      '`state: latest` makes each run depend on the day. Write `present`, or a version, and update when it is meant to be.',
  },
  'ignored-errors': {
    title: 'Errors ignored',
    explanation:
      '`ignore_errors` goes on after any failure, also one that nobody thought of. Say with `failed_when` which results are failures.',
  },
  'unused-handler': {
    title: 'Handler that nobody notifies',
    explanation: 'No task of the play notifies this handler, by its name or a topic, so that it never runs.',
  },
  'plain-secret': {
    title: 'Secret in plain text',
    explanation:
      'A role declares the variable as secret, and its value stands unencrypted in a file. Move it into a file that `provision vault` encrypts.',
  },
  'unknown-silence': {
    title: 'Code that cannot be silenced',
    explanation:
      'A comment `# lint: ignore CODE` names a code that does not exist, so that it silences nothing. Errors cannot be silenced.',
  },
} as const;
