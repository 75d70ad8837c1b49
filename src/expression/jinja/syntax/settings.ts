/** The delimiters of a template's tags, and the treatment of spaces around them. */
export interface Settings {
  readonly blockStart: string;
  readonly blockEnd: string;
  readonly variableStart: string;
  readonly variableEnd: string;
  readonly commentStart: string;
  readonly commentEnd: string;
  /** Removes the first line break after a block. */
  readonly trimBlocks: boolean;
  /** Removes the spaces between the start of a line and a block. */
  readonly lstripBlocks: boolean;
  readonly newlineSequence: string;
  readonly keepTrailingNewline: boolean;
}

/** Ansible's settings, for both values and templates. */
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
