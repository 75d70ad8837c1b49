/** What lstat(2) says of a path, less what changes by being looked at. Modes are octal text of 4 digits: `0644`. */
export type StatAnswer =
  | { readonly exists: false }
  | {
      readonly exists: true;
      readonly type: FileType;
      readonly mode: string;
      readonly owner: string;
      readonly group: string;
      /** Numbers, where they are known: not for an owner that was planned by name. */
      readonly uid?: number | undefined;
      readonly gid?: number | undefined;
      /** Bytes; 0 for anything but a regular file; left out where a planned content is not known. */
      readonly size?: number | undefined;
      /** Target of a symbolic link, as stored. */
      readonly target?: string | undefined;
      /** What a symbolic link and those that follow it lead to in the end; left out where that is not known. */
      readonly leadsTo?: FileType | 'nothing' | undefined;
    };

export type FileType = 'file' | 'directory' | 'link' | 'other';
