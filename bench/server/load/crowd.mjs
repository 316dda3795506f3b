// Everybody in all rooms: connects them, puts each one's note on the board, and looks at the end whether the server
// hands a newcomer everything.
import * as Y from 'yjs';
import { seedNote } from '../../../.bench/server/seed.js';
import { Client } from './client.mjs';
import { Meter } from './meter.mjs';
import { until } from './pace.mjs';

const FIRST_CLIENT = 0x70000000;
const NEWCOMER = 0x7fffffff;
const AT_ONCE = 50;
const PATIENCE_MS = 30_000;

export class Crowd {
  constructor(job) {
    this.job = job;
    this.meter = new Meter(FIRST_CLIENT, job.rooms.length * job.clientsPerRoom);
    this.clients = [];
  }

  /** Connects everybody; resolves when all are told of the board. */
  async connect() {
    const { rooms, clientsPerRoom, port, keeps, acks } = this.job;
    for (const [r, room] of rooms.entries()) {
      const first = FIRST_CLIENT + r * clientsPerRoom;
      for (let i = 0; i < clientsPerRoom; i++) {
        const client = new Client({ port, room, id: first + i, first, size: clientsPerRoom, meter: this.meter, acks });
        this.clients.push(client);
        if (this.clients.length % AT_ONCE === 0)
          await Promise.all(this.clients.slice(-AT_ONCE).map((one) => one.socket.opened));
      }
    }
    await Promise.all(this.clients.map((client) => client.socket.opened));
    if (!keeps) return;
    for (const client of this.clients) client.greet();
    await this.#must(() => this.clients.every((client) => client.synced), 'not everybody was let in');
  }

  /** Puts each member's note on the board; resolves when everybody has everybody's. */
  async seed() {
    let expected = 0;
    for (const [i, client] of this.clients.entries()) {
      const { update, origin, clock } = seedNote(client.id, i);
      client.clock = clock;
      client.origin = origin;
      expected += clock * (client.size - 1);
      client.send([0, 2], update);
      if (i % AT_ONCE === AT_ONCE - 1)
        await this.#must(
          () => this.clients.every((one) => one.socket.stream.writableLength === 0),
          'the server does not read',
        );
    }
    await this.#must(() => this.meter.delivered >= expected, 'not everybody saw every note');
  }

  /** Clocks that others still have to see. */
  outstanding() {
    let left = 0;
    for (const receiver of this.clients) {
      for (let i = 0; i < receiver.size; i++) {
        const sender = this.clients[receiver.first - FIRST_CLIENT + i];
        if (sender !== receiver) left += sender.clock - receiver.next[i];
      }
    }
    return left;
  }

  /** Which connections the server ended. */
  closed() {
    return this.clients.flatMap((client) => client.socket.closed ?? []);
  }

  /** Whether a newcomer to each room is handed everything that was written there. */
  async newcomersAreHandedAll() {
    for (const room of this.job.rooms) {
      const members = this.clients.filter((client) => client.room === room);
      const doc = new Y.Doc();
      const isWhole = () => members.every((member) => Y.getState(doc.store, member.id) >= member.clock);
      let whole = false;
      for (let tries = 0; tries < 5 && !whole; tries++) {
        const newcomer = new Client({
          port: this.job.port,
          room,
          id: NEWCOMER,
          first: 0,
          size: 0,
          meter: this.meter,
          acks: false,
        });
        newcomer.onStep2 = (update) => {
          Y.applyUpdate(doc, update);
          whole = isWhole();
        };
        await newcomer.socket.opened;
        newcomer.greet();
        await until(() => whole || newcomer.socket.closed !== null, 2000);
        newcomer.socket.close();
      }
      doc.destroy();
      if (!whole) return false;
    }
    return true;
  }

  leave() {
    for (const client of this.clients) client.socket.close();
  }

  async #must(isTrue, otherwise) {
    const done = await until(() => isTrue() || this.closed().length > 0, PATIENCE_MS);
    if (!done || !isTrue()) throw new Error(`${otherwise} (${this.closed()[0] ?? 'it took too long'})`);
  }
}
