// All clients in all rooms: connects them, adds a note for each, and checks at the end that a newcomer receives
// everything from the server.
import * as Y from 'yjs';
import { Client } from './client.mjs';
import { Meter } from './meter.mjs';
import { until } from './pace.mjs';
import { TldrawClient } from './tldraw-client.mjs';

const FIRST_CLIENT = 0x70000000;
const NEWCOMER = 0x7fffffff;
const AT_ONCE = 50;
const PATIENCE_MS = 30_000;
const NEWCOMERS_AT_ONCE = 20;
const NEWCOMER_PATIENCE_MS = 10_000;

export class Crowd {
  constructor(job) {
    this.job = job;
    this.meter = new Meter(FIRST_CLIENT, job.rooms.length * job.clientsPerRoom);
    this.clients = [];
    /** What others wrote before, as [client, clock]; a newcomer must receive it too. */
    this.writtenBesides = [];
  }

  /** Connects all clients; resolves when all have received the board. */
  async connect() {
    const { rooms, clientsPerRoom, keeps } = this.job;
    for (const [r, room] of rooms.entries()) {
      const first = FIRST_CLIENT + r * clientsPerRoom;
      for (let i = 0; i < clientsPerRoom; i++) {
        this.clients.push(this.#client(room, first + i, first));
        if (this.clients.length % AT_ONCE === 0) await this.#opened(this.clients.slice(-AT_ONCE));
      }
    }
    await this.#opened(this.clients);
    // A relay does not answer; it would only pass the question on to the others.
    if (!keeps) return;
    for (const client of this.clients) client.greet();
    await this.#must(() => this.clients.every((client) => client.synced), 'not all clients could join');
  }

  /** Adds a note for each member; resolves when all have received all notes. */
  async seed() {
    let expected = 0;
    for (const [i, client] of this.clients.entries()) {
      client.seed(i);
      expected += client.clock * (client.size - 1);
      const before = expected;
      if (i % AT_ONCE === AT_ONCE - 1) {
        await this.#must(() => this.meter.delivered >= before, 'not all clients received every note');
      }
    }
    await this.#must(() => this.meter.delivered >= expected, 'not all clients received every note');
  }

  /** Deliveries that are still missing. */
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

  /** The connections that the server closed. */
  closed() {
    return this.clients.flatMap((client) => client.socket.closed ?? []);
  }

  /** Whether a newcomer to each room receives everything that was written there. */
  async newcomersAreHandedAll() {
    const rooms = [...this.job.rooms.keys()];
    const look = async () => {
      for (let r = rooms.pop(); r !== undefined; r = rooms.pop()) {
        const size = this.job.clientsPerRoom;
        const members = this.clients.slice(r * size, (r + 1) * size);
        if (!(await this.#isHandedAll(this.job.rooms[r], members))) return false;
      }
      return true;
    };
    const looks = await Promise.all(Array.from({ length: NEWCOMERS_AT_ONCE }, look));
    return looks.every((whole) => whole);
  }

  async #isHandedAll(room, members) {
    const newcomer = this.#client(room, NEWCOMER, members[0].first);
    const doc = new Y.Doc();
    newcomer.onUpdate = (update) => Y.applyUpdate(doc, update);
    await newcomer.socket.opened;
    newcomer.greet();
    const isWhole = () =>
      newcomer instanceof TldrawClient
        ? newcomer.wasHandedAll(members)
        : members.every((member) => Y.getState(doc.store, member.id) >= member.clock) &&
          this.writtenBesides.every(([client, clock]) => Y.getState(doc.store, client) >= clock);
    const whole = await until(() => isWhole() || newcomer.socket.closed !== null, NEWCOMER_PATIENCE_MS);
    const isHanded = whole && isWhole();
    newcomer.socket.close();
    doc.destroy();
    return isHanded;
  }

  #client(room, id, first) {
    const { port, clientsPerRoom: size, acks } = this.job;
    const Kind = room.tldraw === undefined ? Client : TldrawClient;
    return new Kind({ port, room, id, first, size, meter: this.meter, acks });
  }

  async #opened(clients) {
    await Promise.all(clients.map((client) => client.socket.opened));
  }

  leave() {
    for (const client of this.clients) client.socket.close();
  }

  async #must(isTrue, otherwise) {
    const done = await until(() => isTrue() || this.closed().length > 0, PATIENCE_MS);
    if (!done || !isTrue()) throw new Error(`${otherwise} (${this.closed()[0] ?? 'it took too long'})`);
  }
}
