/** Reads a text from its beginning, piece by piece. */
export abstract class TextReader {
  protected readonly text: string;
  protected at = 0;

  constructor(text: string) {
    this.text = text;
  }

  protected get ended(): boolean {
    return this.at >= this.text.length;
  }

  /** Consumes the match of a sticky pattern; undefined if it does not match here. */
  protected take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text) ?? undefined;
    if (match) this.at += match[0].length;
    return match;
  }

  protected takeChar(wanted: string): boolean {
    if (this.text.charAt(this.at) !== wanted) return false;
    this.at++;
    return true;
  }
}
