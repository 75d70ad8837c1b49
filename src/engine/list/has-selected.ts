import { isSelected } from '../../plan/select-tags.ts';
import type { TagSelection } from '../../plan/select-tags.ts';
import type { TaskItem } from '../../playbook/types.ts';

/** Whether the selection includes one of these tasks, or of the tasks in their blocks. */
export const hasSelected = (items: readonly TaskItem[], tags: TagSelection): boolean =>
  items.some((item) => {
    if (item.kind === 'block')
      return [item.block, item.rescue, item.always].some((section) => hasSelected(section, tags));
    return isSelected(item.kind === 'include' ? item.keywords.tags : item.tags, tags);
  });
