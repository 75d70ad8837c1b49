/** The attributes from lstat(2), except those that change on access. Modes are octal text of 4 digits: `0644`. */
export type StatAnswer =
  | { readonly exists: false }
  | {
      readonly exists: true;
      readonly type: FileType;
      readonly mode: string;
      readonly owner: string;
      readonly group: string;
      /** Numeric IDs, if known: an owner that was planned by name has none. */
      readonly uid?: number | undefined;
      readonly gid?: number | undefined;
      /** In bytes; 0 for everything except regular files; absent if a planned content is unknown. */
      readonly size?: number | undefined;
      /** Target of a symbolic link, as stored. */
      readonly target?: string | undefined;
      /** What a symbolic link and those that follow it lead to in the end; left out where that is not known. */
      readonly leadsTo?: FileType | 'nothing' | undefined;
    };

export type FileType = 'file' | 'directory' | 'link' | 'other';
