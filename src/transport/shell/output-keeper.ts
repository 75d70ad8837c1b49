import { GrowingBuffer } from './growing-buffer.ts';
import { overlap } from './trailer-reader.ts';

export interface KeepOptions {
  /** The word at the start of the lines between sections. Absent means that everything is one section. */
  readonly boundary?: string | undefined;
  /** Maximum size of a section that is kept. */
  readonly sectionBytes: number;
  /** Maximum total size of all sections except observations. */
  readonly totalBytes: number;
  /** Maximum size of an observation: a section whose boundary line has `observe` as its second word. A truncated one is useless. */
  readonly observationBytes: number;
}

/** A prefix of a boundary line that is long enough to identify it. */
const LINE_SEEN = 100;

/**
 * Keeps a batch's output in bounded memory. Of a section that exceeds its limit, the beginning is kept, and a line
 * `BOUNDARY cut BYTES` states the discarded size. All boundary lines are kept.
 */
export class OutputKeeper {
  readonly #options: KeepOptions;
  readonly #lead: Buffer | undefined;
  readonly #kept = new GrowingBuffer();
  #held: Buffer = Buffer.alloc(0);
  #inLine = false;
  #line = '';
  #sectionLeft: number;
  #totalLeft: number;
  #cut = 0;

  constructor(options: KeepOptions) {
    this.#options = options;
    this.#lead = options.boundary === undefined ? undefined : Buffer.from(`\n${options.boundary} `);
    this.#sectionLeft = options.sectionBytes;
    this.#totalLeft = options.totalBytes;
  }

  readonly feed = (chunk: Buffer): void => {
    if (this.#lead === undefined) {
      this.#keep(chunk);
      return;
    }
    let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = Buffer.alloc(0);
    while (rest.length > 0) rest = this.#inLine ? this.#readLine(rest) : this.#readSection(rest, this.#lead);
  };

  /** Returns the kept output and releases it. No more input is allowed afterwards. */
  finish(): Buffer {
    this.#keep(this.#held);
    this.#tellCut();
    return this.#kept.take();
  }

  #readSection(bytes: Buffer, lead: Buffer): Buffer {
    const at = bytes.indexOf(lead);
    const end = at >= 0 ? at : bytes.length - overlap(bytes, lead);
    this.#keep(bytes.subarray(0, end));
    if (at < 0) {
      this.#held = bytes.subarray(end);
      return Buffer.alloc(0);
    }
    this.#tellCut();
    this.#inLine = true;
    this.#line = '';
    this.#kept.add(lead);
    return bytes.subarray(at + lead.length);
  }

  #readLine(bytes: Buffer): Buffer {
    const newline = bytes.indexOf('\n');
    const end = newline < 0 ? bytes.length : newline + 1;
    const part = bytes.subarray(0, end);
    this.#kept.add(part);
    this.#line = (this.#line + part.toString('latin1', 0, LINE_SEEN)).slice(0, LINE_SEEN);
    if (newline >= 0) this.#beginSection();
    return bytes.subarray(end);
  }

  #beginSection(): void {
    const { sectionBytes, observationBytes } = this.#options;
    const isObservation = this.#line.split(' ')[1] === 'observe';
    this.#inLine = false;
    this.#sectionLeft = isObservation ? observationBytes : sectionBytes;
    if (isObservation) this.#totalLeft = observationBytes;
  }

  #keep(bytes: Buffer): void {
    const kept = bytes.subarray(0, Math.max(0, Math.min(this.#sectionLeft, this.#totalLeft)));
    this.#sectionLeft -= kept.length;
    this.#totalLeft -= kept.length;
    this.#cut += bytes.length - kept.length;
    if (kept.length > 0) this.#kept.add(kept);
  }

  #tellCut(): void {
    const { boundary } = this.#options;
    const cut = String(this.#cut);
    const line = boundary === undefined ? `[${cut} bytes more are left out]` : `${boundary} cut ${cut}`;
    if (this.#cut > 0) this.#kept.add(Buffer.from(`\n${line}\n`));
    this.#cut = 0;
  }
}
