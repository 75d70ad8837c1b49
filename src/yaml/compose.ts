import { EVENT_ID, SCALAR_STYLE, COLLECTION_STYLE, getScalarValue } from 'js-yaml';
import type { AliasEvent, Event, MappingEvent, ScalarEvent, SequenceEvent } from 'js-yaml';
import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceFile, SourceRange } from '../diagnostic/source-range.ts';
import { MappingBuilder } from './mapping.ts';
import type { YamlNode, YamlScalar } from './node.ts';
import { resolvePlain, resolveTagged } from './resolve.ts';
import {
  reportAlias,
  reportLargeAliases,
  reportSecondDocument,
  reportTag,
  warnOfItem,
  warnOfVault,
} from './report-composed.ts';
import { ReadScalar } from './scalar.ts';
import { isSecretValue } from './secret-value.ts';
import { isVaultText } from '../vault/envelope.ts';
import { decryptAt } from './vaulted.ts';
import type { VaultOptions } from './vaulted.ts';

/** Aliases can multiply the size of a file without limit: this is the maximum number of nodes with expanded aliases. */
const MAX_EXPANDED_NODES = 5_000_000;

/** Builds the tree of a file's only document. Undefined if there are several documents, or an alias has no anchor. */
export function composeYaml(
  source: SourceFile,
  events: readonly Event[],
  options: VaultOptions,
  diagnostics: DiagnosticList,
): YamlNode | undefined {
  return new Composer(source, events, options, diagnostics).compose();
}

interface Anchor {
  readonly node: YamlNode;
  readonly size: number;
}

class Composer {
  readonly #source: SourceFile;
  readonly #events: readonly Event[];
  readonly #options: VaultOptions;
  readonly #diagnostics: DiagnosticList;
  readonly #anchors = new Map<string, Anchor>();
  readonly #resolved = new Map<string, NonNullable<YamlScalar['value']>>();
  #index = 0;
  /** The end of the last node: the location of an empty one. */
  #end = 0;
  #nodes = 0;
  #unsafeDepth = 0;
  /** Set while the key of a mapping is read. */
  #isKey = false;
  #broken = false;

  constructor(source: SourceFile, events: readonly Event[], options: VaultOptions, diagnostics: DiagnosticList) {
    this.#source = source;
    this.#events = events;
    this.#options = options;
    this.#diagnostics = diagnostics;
  }

  compose(): YamlNode | undefined {
    this.#index = 1;
    const root = this.#next();
    const isMore = this.#events.length > this.#index + 1;
    if (isMore) reportSecondDocument(this.#range(this.#end, this.#source.text.length), this.#diagnostics);
    return isMore || this.#broken ? undefined : root;
  }

  #next(): YamlNode {
    const event = this.#events[this.#index++];
    switch (event?.type) {
      case EVENT_ID.ALIAS:
        return this.#alias(event);
      case EVENT_ID.SCALAR:
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING:
        return this.#anchored(event);
      case EVENT_ID.DOCUMENT:
      case EVENT_ID.POP:
      case undefined:
        return this.#emptyScalar();
    }
  }

  #anchored(event: ScalarEvent | SequenceEvent | MappingEvent): YamlNode {
    const before = this.#nodes++;
    const node = event.type === EVENT_ID.SCALAR ? this.#scalar(event) : this.#tagged(event);
    if (event.anchorStart >= 0) {
      const name = this.#source.text.slice(event.anchorStart, event.anchorEnd);
      this.#anchors.set(name, { node, size: this.#nodes - before });
    }
    return node;
  }

  #alias(event: AliasEvent): YamlNode {
    const name = this.#source.text.slice(event.anchorStart, event.anchorEnd);
    const range = this.#range(event.anchorStart - 1, event.anchorEnd);
    const anchor = this.#anchors.get(name);
    this.#end = event.anchorEnd;
    this.#nodes += anchor?.size ?? 1;
    if (anchor && this.#nodes <= MAX_EXPANDED_NODES) return anchor.node;
    const isFirst = !this.#broken;
    this.#broken = true;
    if (!isFirst && anchor) return this.#emptyScalar();
    if (anchor) reportLargeAliases(name, range, this.#diagnostics);
    else reportAlias(name, this.#anchors.keys(), range, this.#diagnostics);
    return this.#emptyScalar();
  }

  #tagged(event: SequenceEvent | MappingEvent): YamlNode {
    const tag = this.#tagOf(event);
    if (tag !== '' && !['!unsafe', '!!map', '!!seq', '!'].includes(tag))
      reportTag(this.#range(event.tagStart, event.tagEnd), this.#diagnostics);
    const depth = tag === '!unsafe' ? 1 : 0;
    this.#unsafeDepth += depth;
    const node = event.type === EVENT_ID.SEQUENCE ? this.#sequence(event) : this.#mapping(event);
    this.#unsafeDepth -= depth;
    return node;
  }

  #sequence(event: SequenceEvent): YamlNode {
    const items: YamlNode[] = [];
    this.#end = event.start + 1;
    while (this.#events[this.#index]?.type !== EVENT_ID.POP) items.push(this.#next());
    this.#index++;
    return { kind: 'sequence', items, range: this.#collectionRange(event, ']') };
  }

  #mapping(event: MappingEvent): YamlNode {
    const builder = new MappingBuilder(this.#diagnostics);
    if (event.style === COLLECTION_STYLE.FLOW) this.#end = event.start + 1;
    while (this.#events[this.#index]?.type !== EVENT_ID.POP) {
      const key = this.#key();
      builder.add(key, this.#next());
    }
    this.#index++;
    return { kind: 'mapping', entries: builder.entries(), range: this.#collectionRange(event, '}') };
  }

  /** The keys of a vault are not secret: they are names of variables. */
  #key(): YamlNode {
    this.#isKey = true;
    try {
      return this.#next();
    } finally {
      this.#isKey = false;
    }
  }

  #scalar(event: ScalarEvent): YamlScalar {
    const range = this.#scalarRange(event);
    this.#end = range.end;
    const raw = getScalarValue(this.#source.text, event);
    const tag = this.#tagOf(event);
    if (tag === '!vault' || tag === '!vault-encrypted') return this.#vaulted(raw, range, event);
    if (tag === '' && !this.#isKey && isVaultText(raw)) warnOfVault(range, this.#diagnostics);
    const value = this.#resolve(raw, tag, event);
    if (event.style === SCALAR_STYLE.PLAIN && !event.fast) warnOfItem(range, this.#diagnostics);
    if (this.#source.secret && !this.#isKey && isSecretValue(raw, value)) this.#options.onSecret?.(raw);
    const unsafe = this.#unsafeDepth > 0 || tag === '!unsafe' ? ('unsafe' as const) : undefined;
    return new ReadScalar({ value, raw, tag: unsafe, range }, event);
  }

  #vaulted(raw: string, range: SourceRange, event: ScalarEvent): YamlScalar {
    const text = this.#options.keepInlineVaults ? raw : decryptAt(raw, range, this.#options, this.#diagnostics);
    if (text !== undefined && !this.#options.keepInlineVaults) this.#options.onSecret?.(text);
    return new ReadScalar({ value: text ?? '', raw: text ?? '', tag: 'vault', range }, event);
  }

  #resolve(raw: string, tag: string, event: ScalarEvent): YamlScalar['value'] {
    if (tag === '' && event.style === SCALAR_STYLE.PLAIN) return this.#plain(raw);
    if (tag === '' || tag === '!' || tag === '!unsafe') return raw;
    const fullName = tag.startsWith('!!') ? `tag:yaml.org,2002:${tag.slice(2)}` : tag;
    const resolved = resolveTagged(raw, fullName);
    if (!resolved) reportTag(this.#range(event.tagStart, event.tagEnd), this.#diagnostics);
    return resolved ? resolved.value : raw;
  }

  /** Caches the same few words in many places: keys, and values like `yes`. */
  #plain(raw: string): YamlScalar['value'] {
    const known = this.#resolved.get(raw);
    if (known !== undefined) return known;
    const { value } = resolvePlain(raw);
    if (value !== null) this.#resolved.set(raw, value);
    return value;
  }

  #tagOf(event: ScalarEvent | SequenceEvent | MappingEvent): string {
    return event.tagStart < 0 ? '' : this.#source.text.slice(event.tagStart, event.tagEnd);
  }

  #scalarRange(event: ScalarEvent): SourceRange {
    const { valueStart, valueEnd, style } = event;
    if (valueStart < 0) return this.#emptyRange();
    if (style === SCALAR_STYLE.PLAIN) return this.#range(valueStart, valueEnd);
    if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED) {
      return this.#range(valueStart - 1, valueEnd + 1);
    }
    const header = /[|>][-+\d]*[ \t]*(?:#[^\n]*)?\r?\n?$/.exec(this.#source.text.slice(this.#end, valueStart));
    const end = valueStart + this.#source.text.slice(valueStart, valueEnd).trimEnd().length;
    return this.#range(this.#end + (header?.index ?? 0), end);
  }

  #emptyScalar(): YamlScalar {
    const event: ScalarEvent = {
      type: EVENT_ID.SCALAR,
      valueStart: -1,
      valueEnd: -1,
      anchorStart: -1,
      anchorEnd: -1,
      tagStart: -1,
      tagEnd: -1,
      style: SCALAR_STYLE.PLAIN,
      chomping: 1,
      indent: -1,
      fast: true,
    };
    return new ReadScalar({ value: null, raw: '', tag: undefined, range: this.#emptyRange() }, event);
  }

  /** The location of an empty value: after the colon of its key. */
  #emptyRange(): SourceRange {
    const at = this.#source.text[this.#end] === ':' ? this.#end + 1 : this.#end;
    return this.#range(at, at);
  }

  #collectionRange(event: SequenceEvent | MappingEvent, closing: string): SourceRange {
    if (event.style === COLLECTION_STYLE.FLOW) {
      const end = this.#source.text.indexOf(closing, this.#end);
      this.#end = end < 0 ? this.#end : end + 1;
    }
    return this.#range(event.start, Math.max(this.#end, event.start));
  }

  #range(start: number, end: number): SourceRange {
    return { source: this.#source, start, end };
  }
}
