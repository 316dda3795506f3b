import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { Random } from './seeds.ts';

/** Counts of what the wires did to messages. */
export interface Scrambled {
  passed: number;
  twice: number;
  delayed: number;
  overtaken: number;
  cuts: number;
  /** Messages of a cut connection that were delivered on a later one. */
  stale: number;
}

const TWICE = 0.2;
const OVERTAKES = 0.05;
const CUT = 0.02;
const LONGEST_MS = 8;

type Direction = 'up' | 'down';

/**
 * A wire between one client and the server that delivers messages late, twice and out of order, and now and then cuts
 * the connection; messages under way are then delivered on a later connection. This is worse than any real network, any
 * proxy, and any client that reconnects.
 */
export class ScramblingWire {
  readonly url: string;
  readonly #target: string;
  readonly #server: WebSocketServer;
  readonly #random: Random;
  readonly #done: Scrambled;
  readonly #stale: Record<Direction, Buffer[]> = { up: [], down: [] };
  #scrambles = true;

  static async to(url: string, random: Random, done: Scrambled): Promise<ScramblingWire> {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
    await once(server, 'listening');
    return new ScramblingWire(server, url, random, done);
  }

  private constructor(server: WebSocketServer, target: string, random: Random, done: Scrambled) {
    this.#server = server;
    this.#target = target.replace('http', 'ws');
    this.#random = random;
    this.#done = done;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('connection', (near, request) => {
      const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
      const far = new WebSocket(`${this.#target}${request.url ?? ''}`, offered);
      this.#join(near, far, 'up');
      this.#join(far, near, 'down');
    });
  }

  /** Passes messages unchanged from now on. Ends the connections, so that clients start afresh. */
  heal(): void {
    this.#scrambles = false;
    for (const client of this.#server.clients) client.terminate();
  }

  async close(): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(from: WebSocket, to: WebSocket, direction: Direction): void {
    const underWay: Buffer[] = [];
    const stale = this.#stale[direction].splice(0);
    let timer: ReturnType<typeof setTimeout> | null = null;
    const pump = () => {
      timer = null;
      if (to.readyState !== WebSocket.OPEN) return;
      for (let some = this.#scrambles ? 1 + this.#random.below(4) : underWay.length; some > 0; some--) {
        const overtakes = this.#scrambles && underWay.length > 1 && this.#random.chance(OVERTAKES);
        if (overtakes) this.#done.overtaken += 1;
        const [message] = underWay.splice(overtakes ? 1 : 0, 1);
        if (message === undefined) break;
        to.send(message);
        this.#done.passed += 1;
      }
      schedule();
    };
    const schedule = () => {
      if (timer !== null || underWay.length === 0) return;
      const ms = this.#scrambles ? this.#random.below(LONGEST_MS) : 0;
      if (ms > 0) this.#done.delayed += 1;
      timer = setTimeout(pump, ms);
    };
    from.on('message', (data: Buffer) => {
      underWay.push(data);
      if (this.#scrambles) {
        if (this.#random.chance(TWICE)) {
          underWay.splice(this.#random.below(underWay.length + 1), 0, data);
          this.#done.twice += 1;
        }
        const old = stale.shift();
        if (old !== undefined) {
          underWay.push(old);
          this.#done.stale += 1;
        }
        if (this.#random.chance(CUT)) {
          this.#done.cuts += 1;
          // With the message of the cut itself, so that there is one however quickly the others were delivered.
          this.#stale[direction].push(...stale.splice(0), ...underWay, data);
          from.terminate();
          return;
        }
      }
      schedule();
    });
    to.on('open', schedule);
    from.on('error', () => to.terminate()); // 'close' follows
    from.on('close', () => to.terminate());
  }
}
