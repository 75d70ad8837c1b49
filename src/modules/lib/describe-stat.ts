import type { StatAnswer } from '../../query/files/stat.ts';

/** The fields that Ansible registers for a path: type, owner and size. */
export const describeStat = (self: StatAnswer): Record<string, unknown> =>
  self.exists
    ? {
        state: self.type,
        mode: self.mode,
        owner: self.owner,
        group: self.group,
        uid: self.uid,
        gid: self.gid,
        size: self.size,
      }
    : {};
