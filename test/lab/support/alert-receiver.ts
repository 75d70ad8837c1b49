import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '../../support/until.ts';

/** One alert of a notification, as Alertmanager's webhook has it. */
export interface Alert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Which firing of the alert this is about. */
  readonly startsAt: string;
  /** When it arrived here. */
  readonly atMs: number;
}

/** Labels that an alert must have. */
export type Wanted = Readonly<Record<string, string>>;

/** A receiver of Alertmanager's webhooks on the controller's address in the lab. */
export class AlertReceiver {
  /** All that arrived, in order. Only grows. */
  readonly received: Alert[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(): Promise<AlertReceiver> {
    const server = createServer();
    const receiver = new AlertReceiver(server);
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { alerts } = JSON.parse(body) as { alerts: Omit<Alert, 'atMs'>[] };
        receiver.received.push(...alerts.map((alert) => ({ ...alert, atMs: performance.now() })));
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '10.77.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://10.77.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.#server.close();
  }

  /** Waits until such an alert arrives that was not there at `since`, a length of `received`. */
  firing(wanted: Wanted, since = 0, timeoutMs = 120_000): Promise<Alert> {
    const isIt = (alert: Alert): boolean => alert.status === 'firing' && matches(alert, wanted);
    return until(`the alert ${JSON.stringify(wanted)}`, () => this.received.slice(since).find(isIt), { timeoutMs });
  }

  /** Waits until the end of this very alert is told. */
  ended({ labels, startsAt }: Alert, timeoutMs = 120_000): Promise<Alert> {
    const isIt = (alert: Alert): boolean =>
      alert.status === 'resolved' && alert.startsAt === startsAt && matches(alert, labels);
    return until(`the end of ${JSON.stringify(labels)}`, () => this.received.find(isIt), { timeoutMs });
  }

  /** The names of alerts that arrived since then. */
  names(since: number): string[] {
    const firing = this.received.slice(since).filter(({ status }) => status === 'firing');
    return [...new Set(firing.map(({ labels }) => labels['alertname'] ?? ''))];
  }
}

const matches = ({ labels }: Alert, wanted: Wanted): boolean =>
  Object.entries(wanted).every(([name, value]) => labels[name] === value);
