import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const SERVER = join(dirname(require.resolve('yaml-language-server/package.json')), 'bin/yaml-language-server');

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Partial<Params>;
  readonly result?: unknown;
}

interface Params {
  readonly uri: string;
  readonly diagnostics: readonly Finding[];
  readonly items: readonly { readonly section: string }[];
}

interface Finding {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number } };
}

/** yaml-language-server as an editor would talk to it: by its own protocol, with the settings of a folder. */
export class LanguageServer {
  readonly #process;
  readonly #root: string;
  readonly #answers = new Map<number, (result: unknown) => void>();
  readonly #findings = new Map<string, (found: readonly Finding[]) => void>();
  #settings: Readonly<Record<string, unknown>> = {};
  #read = Buffer.alloc(0);
  #ids = 0;
  #onSettings: () => void = () => undefined;

  constructor(root: string) {
    this.#root = root;
    this.#process = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#process.stdout.on('data', (chunk: Buffer) => {
      this.#read = Buffer.concat([this.#read, chunk]);
      this.#takeMessages();
    });
  }

  async start(settings: Readonly<Record<string, unknown>>): Promise<void> {
    const rootUri = pathToFileURL(this.#root).href;
    const capabilities = { workspace: { configuration: true } };
    const folders = [{ uri: rootUri, name: 'project' }];
    await this.#ask('initialize', { processId: process.pid, rootUri, workspaceFolders: folders, capabilities });
    this.#tell('initialized', {});
    const yaml = Object.entries(settings).flatMap(([key, value]) =>
      key.startsWith('yaml.') ? [[key.slice('yaml.'.length), value]] : [],
    );
    const always = { schemaStore: { enable: false }, validate: true, hover: true, completion: true };
    this.#settings = { yaml: { ...Object.fromEntries(yaml), ...always } };
    const asked = new Promise<void>((done) => (this.#onSettings = done));
    this.#tell('workspace/didChangeConfiguration', { settings: {} });
    await asked;
  }

  /** Opens a file with a text, and gives what is wrong in it: `line: message`. */
  async findings(path: string, text: string): Promise<string[]> {
    const uri = this.#uri(path);
    const found = new Promise<readonly Finding[]>((done) => this.#findings.set(uri, done));
    this.#tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    return (await found).map(({ message, range }) => `${range.start.line + 1}: ${message}`);
  }

  async hover(path: string, line: number, character: number): Promise<string> {
    return JSON.stringify(await this.#at('textDocument/hover', path, line, character));
  }

  /** The labels that are offered. */
  async completions(path: string, line: number, character: number): Promise<string[]> {
    const answer = await this.#at('textDocument/completion', path, line, character);
    return (answer as { items: { label: string }[] }).items.map(({ label }) => label);
  }

  stop(): void {
    this.#process.kill();
  }

  #at(method: string, path: string, line: number, character: number): Promise<unknown> {
    return this.#ask(method, { textDocument: { uri: this.#uri(path) }, position: { line, character } });
  }

  #uri(path: string): string {
    return pathToFileURL(join(this.#root, path)).href;
  }

  #ask(method: string, params: object): Promise<unknown> {
    const id = ++this.#ids;
    const answer = new Promise((done) => this.#answers.set(id, done));
    this.#send({ id, method, params });
    return answer;
  }

  #tell(method: string, params: object): void {
    this.#send({ method, params });
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #takeMessages(): void {
    for (;;) {
      const head = this.#read.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(this.#read.subarray(0, Math.max(0, head)).toString())?.[1]);
      if (head < 0 || this.#read.length < head + 4 + length) return;
      const text = this.#read.subarray(head + 4, head + 4 + length).toString();
      this.#read = this.#read.subarray(head + 4 + length);
      this.#take(JSON.parse(text) as Message);
    }
  }

  #take({ id, method, params, result }: Message): void {
    if (method === 'workspace/configuration' && id !== undefined) {
      this.#send({ id, result: params?.items?.map(({ section }) => this.#settings[section] ?? {}) });
      this.#onSettings();
    } else if (method !== undefined && id !== undefined) this.#send({ id, result: null });
    else if (method === 'textDocument/publishDiagnostics' && params)
      this.#findings.get(params.uri ?? '')?.(params.diagnostics ?? []);
    else if (id !== undefined) this.#answers.get(id)?.(result);
  }
}
