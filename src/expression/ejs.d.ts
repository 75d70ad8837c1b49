declare module 'ejs' {
  interface CompileOptions {
    readonly strict: true;
    readonly destructuredLocals: readonly string[];
    readonly escape: (value: string) => string;
    readonly compileDebug: false;
  }
  /** The package has no named exports. */
  const ejs: { compile(template: string, options: CompileOptions): (locals: Record<string, unknown>) => string };
  // eslint-disable-next-line no-restricted-exports
  export default ejs;
}
