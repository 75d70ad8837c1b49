/** A file of the controller that a task names. Relative paths are looked for in the role's `files/` or `templates/`, then beside the playbook. */
export interface LocalInput {
  readonly path: string;
  /** `template` is rendered with the task's variables; `tree` is a directory with everything below it. */
  readonly as: 'file' | 'template' | 'tree';
  /** Variables of a template's own, before the task's. */
  readonly vars?: Readonly<Record<string, unknown>> | undefined;
  /** How the tags of a Jinja template look, and what becomes of the blanks around them; what is left out is as usual. */
  readonly settings?: TemplateSettings | undefined;
}

export interface TemplateSettings {
  readonly blockStart?: string | undefined;
  readonly blockEnd?: string | undefined;
  readonly variableStart?: string | undefined;
  readonly variableEnd?: string | undefined;
  readonly commentStart?: string | undefined;
  readonly commentEnd?: string | undefined;
  readonly trimBlocks?: boolean | undefined;
  readonly lstripBlocks?: boolean | undefined;
}

/** What was found. */
export interface LocalContent {
  /** Absolute path on the controller. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'link';
  /** Permission bits as octal text of 4 digits: `0644`. */
  readonly mode: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 in hex; empty for a directory. */
  readonly sha256: string;
  /** SHA-1 in hex, of a file whose content is not here. */
  readonly sha1?: string | undefined;
  /** The content: always for a template, else for files up to 1 MiB. A larger file is streamed by the engine. */
  readonly bytes?: Buffer | undefined;
  /** For a tree: what is below, parents first. */
  readonly entries?: readonly LocalEntry[] | undefined;
}

export interface LocalEntry extends LocalContent {
  /** Path below the tree's root: `conf.d/site.conf`. */
  readonly relativePath: string;
  /** Of a link that leads out of the tree's files: to nothing, to a directory around it, to a device. Other links are what they lead to. */
  readonly target?: string | undefined;
}
