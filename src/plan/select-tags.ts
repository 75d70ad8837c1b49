/** The selection of `--tags` and `--skip-tags`. */
export interface TagSelection {
  /** Empty means all tasks except `never`. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/**
 * Whether a task with these tags runs. `always` runs unless skipped by name, even beside `never`, as in Ansible; `never` runs only
 * if one of the task's tags is selected; `tagged`, `untagged` and `all` select kinds of tasks.
 */
export function isSelected(tags: readonly string[], selection: TagSelection): boolean {
  return isAsked(tags, selection.only) && !isSkipped(tags, selection.skip);
}

function isAsked(tags: readonly string[], only: readonly string[]): boolean {
  if (tags.includes('always') || only.some((tag) => tags.includes(tag))) return true;
  if (tags.includes('never')) return false;
  if (only.length === 0 || only.includes('all')) return true;
  return only.includes(tags.length > 0 ? 'tagged' : 'untagged');
}

function isSkipped(tags: readonly string[], skip: readonly string[]): boolean {
  if (skip.includes('all')) return !tags.includes('always') || skip.includes('always');
  if (skip.some((tag) => tags.includes(tag))) return true;
  if (skip.includes('tagged') && tags.length > 0) return true;
  return skip.includes('untagged') && tags.length === 0;
}
