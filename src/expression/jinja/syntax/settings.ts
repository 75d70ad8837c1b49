/** How the tags of a template look, and what becomes of the blanks around them. */
export interface Settings {
  readonly blockStart: string;
  readonly blockEnd: string;
  readonly variableStart: string;
  readonly variableEnd: string;
  readonly commentStart: string;
  readonly commentEnd: string;
  /** The first line break after a block is left out. */
  readonly trimBlocks: boolean;
  /** The blanks between the start of a line and a block are left out. */
  readonly lstripBlocks: boolean;
  readonly newlineSequence: string;
  readonly keepTrailingNewline: boolean;
}

/** Ansible's settings, for values as well as for templates. */
export const ANSIBLE_SETTINGS: Settings = {
  blockStart: '{%',
  blockEnd: '%}',
  variableStart: '{{',
  variableEnd: '}}',
  commentStart: '{#',
  commentEnd: '#}',
  trimBlocks: true,
  lstripBlocks: false,
  newlineSequence: '\n',
  keepTrailingNewline: false,
};
