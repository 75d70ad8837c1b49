import type { SourceRange } from '../../diagnostic/source-range.ts';
import { PlayId } from '../ids.ts';
import type { Handler, Keywords, Play, PlaySettings, TaskItem } from '../types.ts';
import { readMapping } from '../../yaml/read-mapping.ts';
import { readString, reportType } from '../../yaml/read-value.ts';
import type { YamlEntry, YamlMapping, YamlNode } from '../../yaml/node.ts';
import { loadHandlers } from '../task/load-handlers.ts';
import { mergeKeywords } from '../task/read-keywords.ts';
import type { TaskContext } from '../task/task-context.ts';
import { loadRoleEntries } from './load-role-entries.ts';
import type { LoadSession } from '../load-session.ts';
import { loadPlayVariables, mergeLayers } from '../variables/load-variables.ts';
import { loadVarsFiles } from '../variables/load-vars-files.ts';
import { advisePlayKey, PLAY_KEYS, withPresentNames } from './play-keys.ts';
import { readPattern } from './read-pattern.ts';
import { readOrder, readPlayConnection } from './read-play-settings.ts';
import { promptLayer, readPrompts } from './read-prompts.ts';
import { percentageOf } from './play-setting.ts';
import { readSerial } from './read-serial.ts';
import { readerFor } from '../files/reader-for.ts';
import { toFlag } from '../../values/to-flag.ts';
import { exampleOf } from '../../keywords/keyword-example.ts';

const SHAPE = {
  what: 'a play',
  known: PLAY_KEYS,
  required: ['hosts'],
  examples: { hosts: 'hosts: all' },
  advice: advisePlayKey,
};

/** A play. `inherited`: what import_playbook passes to it. Undefined, and reported, if it has no hosts. */
export async function loadPlay(
  node: YamlMapping,
  inherited: Keywords,
  session: LoadSession,
): Promise<Play | undefined> {
  const { diagnostics } = session;
  const entries = readMapping(withPresentNames(node), SHAPE, diagnostics);
  if (!entries) return undefined;
  const reader = readerFor(undefined, session);
  const own = new Map([...entries].filter(([key]) => key !== 'vars'));
  const keywords = mergeKeywords({ ...inherited, vars: [] }, own, { session, reader, what: 'play' });
  const handlers: Handler[] = [];
  const context: TaskContext = {
    session,
    keywords,
    handlers,
    isHandlers: false,
    taskPath: [session.playbookDirectory],
    chain: [],
    endless: [],
    loopVars: [],
  };
  const value = (key: string): YamlNode | undefined => entries.get(key)?.value;
  const tasks = (key: string): Promise<TaskItem[]> => session.loadItems(value(key), context);
  const handlersNode = value('handlers');
  if (handlersNode) handlers.push(...(await loadHandlers(handlersNode, context)));
  const hosts = readPattern(value('hosts'), session);
  const prompts = readPrompts(value('vars_prompt'), session);
  const vars = loadPlayVariables(value('vars'), reader, diagnostics);
  const settings = readSettings(entries, session);
  const plain = <T>(key: keyof PlaySettings, read: (node: YamlNode) => T): T | undefined => {
    const node = value(key);
    return node && !settings[key] ? read(node) : undefined;
  };
  const play = {
    // the plays of a run are numbered when all are known
    id: new PlayId(0, ''),
    name: readName(entries, session) ?? hosts?.pattern ?? '',
    gatherFacts: plain('gather_facts', (node) => (node.kind === 'scalar' ? toFlag(node.value) : undefined)) ?? true,
    // as in Ansible, the variables of import_playbook take precedence, those of the outermost import most of all
    vars: { ...mergeLayers([vars, ...inherited.vars.toReversed(), promptLayer(prompts)]), label: 'play vars' },
    prompts,
    directory: session.playbookDirectory,
    varsFiles: loadVarsFiles(value('vars_files'), session),
    order: readOrder(value('order')),
    connection: readPlayConnection(entries, session),
    settings: Object.keys(settings).length > 0 ? settings : undefined,
    serial: plain('serial', (node) => readSerial(node, diagnostics)) ?? [],
    maxFailPercentage: plain('max_fail_percentage', (node) => readPercentage(node, session)),
    // if it is an expression, it is part of each task's keywords
    anyErrorsFatal: keywords.anyErrorsFatal === true,
    preTasks: await tasks('pre_tasks'),
    roles: await loadRoleEntries(value('roles'), keywords, session),
    tasks: await tasks('tasks'),
    postTasks: await tasks('post_tasks'),
    handlers,
    range: rangeOfPlay(node),
  };
  return hosts && { ...play, hosts };
}

function readName(entries: ReadonlyMap<string, YamlEntry>, { diagnostics }: LoadSession): string | undefined {
  const name = entries.get('name');
  return name && readString(name.value, 'name', diagnostics);
}

const SETTINGS = ['serial', 'max_fail_percentage', 'gather_facts'] as const;

/** The settings with expressions. */
function readSettings(entries: ReadonlyMap<string, YamlEntry>, session: LoadSession): PlaySettings {
  const reader = readerFor(undefined, session);
  const values = SETTINGS.flatMap((key) => {
    const node = entries.get(key)?.value;
    const value = node && reader.readValue(node, session.diagnostics);
    return value && value.kind !== 'literal' ? [[key, value] as const] : [];
  });
  return Object.fromEntries(values);
}

function readPercentage(node: YamlNode, { diagnostics }: LoadSession): number | undefined {
  try {
    return percentageOf(node.kind === 'scalar' ? node.raw : undefined);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    reportType(
      node,
      { text: error.message, example: exampleOf('max_fail_percentage') },
      'max_fail_percentage',
      diagnostics,
    );
    return undefined;
  }
}

/** The location of the play's first key, since otherwise the whole play would be underlined. */
function rangeOfPlay(node: YamlMapping): SourceRange {
  return node.entries[0]?.key.range ?? node.range;
}
