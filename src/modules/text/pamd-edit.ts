import { joinLines, splitLines } from './text-lines.ts';

export interface PamRule {
  readonly type: string;
  readonly control: string;
  readonly path: string;
  readonly args: readonly string[];
}

export interface PamEdit {
  readonly type: string;
  readonly control: string;
  readonly module_path: string;
  readonly new_type?: string | undefined;
  readonly new_control?: string | undefined;
  readonly new_module_path?: string | undefined;
  readonly module_arguments?: readonly string[] | undefined;
  readonly state: 'updated' | 'before' | 'after' | 'absent' | 'args_present' | 'args_absent';
}

/** The text with the requested rule; unrelated lines are unchanged. */
export function editPam(edit: PamEdit, text: string): string {
  const split = splitLines(text);
  const edited = split.lines.flatMap((line, i) => {
    const rule = parseRule(line);
    return rule && isOwn(edit, rule) ? changed(edit, { rule, line, lines: split.lines, at: i }) : [line];
  });
  const isSame = edited.length === split.lines.length && edited.every((line, i) => line === split.lines[i]);
  return isSame ? text : joinLines(split, edited);
}

/** Parses a rule such as `auth [success=1 default=ignore] pam_unix.so nullok`; undefined for comments, blank lines and @include. */
export function parseRule(line: string): PamRule | undefined {
  const [, type = '', control = '', path = '', args = ''] =
    /^(-?(?:auth|account|session|password))\s+(\[[^\]]*\]|\S+)\s+(\S+)\s*(.*)$/.exec(line) ?? [];
  if (type === '') return undefined;
  return { type, control: control.replace(/\s+/g, ' '), path, args: args.match(/\[[^\]]*\]|\S+/g) ?? [] };
}

const isOwn = (edit: PamEdit, rule: PamRule): boolean =>
  rule.type === edit.type && rule.control === edit.control.replace(/\s+/g, ' ') && rule.path === edit.module_path;

interface Place {
  readonly rule: PamRule;
  readonly line: string;
  readonly lines: readonly string[];
  readonly at: number;
}

function changed(edit: PamEdit, { rule, line, lines, at }: Place): string[] {
  const given = edit.module_arguments ?? [];
  switch (edit.state) {
    case 'absent':
      return [];
    case 'updated':
      return [renderIfOther(line, rule, { ...renamed(edit, rule), args: edit.module_arguments ?? rule.args })];
    case 'args_present':
      return [renderIfOther(line, rule, { ...rule, args: withArguments(rule.args, given) })];
    case 'args_absent':
      return [renderIfOther(line, rule, { ...rule, args: rule.args.filter((arg) => !given.includes(arg)) })];
    case 'before':
    case 'after': {
      const fresh = { ...renamed(edit, rule), args: given };
      const neighbour = parseRule(lines[edit.state === 'before' ? at - 1 : at + 1] ?? '');
      if (neighbour && render(neighbour) === render(fresh)) return [line];
      return edit.state === 'before' ? [render(fresh), line] : [line, render(fresh)];
    }
  }
}

const renamed = (edit: PamEdit, rule: PamRule): Omit<PamRule, 'args'> => ({
  type: edit.new_type ?? rule.type,
  control: edit.new_control ?? rule.control,
  path: edit.new_module_path ?? rule.path,
});

/** An argument with a value replaces the same argument with another value. */
function withArguments(args: readonly string[], given: readonly string[]): string[] {
  return given.reduce<string[]>(
    (all, arg) => {
      const key = arg.split('=')[0] ?? arg;
      const at = all.findIndex((one) => one === arg || (arg.includes('=') && one.startsWith(`${key}=`)));
      return at < 0 ? [...all, arg] : all.with(at, arg);
    },
    [...args],
  );
}

const renderIfOther = (line: string, before: PamRule, after: PamRule): string =>
  render(before) === render(after) ? line : render(after);

const render = ({ type, control, path, args }: PamRule): string =>
  `${type}\t${control}\t${path}${args.length > 0 ? ` ${args.join(' ')}` : ''}`;
