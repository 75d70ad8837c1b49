import type { StatAnswer } from '../../query/files/stat.ts';

/** What Ansible registers of each path that a module has made: what is there, whose, and how large. */
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
