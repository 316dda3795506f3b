// One simulated member of a room: writes letters into its own note, and recognises by content which letters of which
// others have arrived, so that gaps and duplicates are counted.
import { seedNote } from '../../../.bench/server/seed.js';
import { clientFrame, LETTER_BYTES, message, putLetter } from './bytes.mjs';
import { RawSocket } from './raw-socket.mjs';
import { placeAfter, readVarUint, walkAwareness, walkUpdate } from './walk.mjs';

const EMPTY = new Uint8Array([0]);
const NOTHING = new Uint8Array([0, 0]);

export class Client {
  /** `meter` counts deliveries; `first` is the id of the room's first client, `size` the number of clients. */
  constructor({ port, room, id, first, size, meter, acks }) {
    this.id = id;
    this.first = first;
    this.size = size;
    this.meter = meter;
    this.room = room;
    this.prefix = room.document === undefined ? Buffer.alloc(0) : message([], Buffer.from(room.document));
    /** The next clock expected from each client of the room. */
    this.next = new Float64Array(size);
    /** Clock of the last presence received from each client of the room. */
    this.shown = new Float64Array(size);
    this.clock = 0;
    this.origin = 0;
    this.batch = null;
    this.batchLength = 0;
    this.presenceClock = 0;
    this.synced = false;
    /** True: updates are only passed to {@link onUpdate}. Its bytes are valid during the call only. */
    this.looksLater = false;
    this.onUpdate = null;
    this.socket = new RawSocket({ port, path: room.path, protocols: room.protocols ?? [] }, (bytes, from, to) =>
      this.#frame(bytes, from, to),
    );
    this.acks = acks;
  }

  /** Sends its state vector, which is empty. Not called for a relay, which would not answer. */
  greet() {
    if (this.room.document !== undefined) this.send([2, 0], Buffer.from('token'));
    if (this.acks) this.send([4, 0]);
    this.send([0, 0], EMPTY);
  }

  /** Adds this member's note; {@link type} continues in it. */
  seed(index) {
    const { update, origin, clock } = seedNote(this.id, index);
    this.clock = clock;
    this.origin = origin;
    this.send([0, 2], update);
  }

  /** Sends one message. */
  send(numbers, body) {
    this.socket.write(clientFrame(Buffer.concat([this.prefix, message(numbers, body)])));
  }

  /** Writes one letter after the last one; {@link flush} sends it. Returns its clock. */
  type(letter) {
    this.batch ??= Buffer.allocUnsafe((LETTER_BYTES + this.prefix.length) * 8);
    if (this.batch.length - this.batchLength < LETTER_BYTES + this.prefix.length) this.flush();
    this.batch ??= Buffer.allocUnsafe((LETTER_BYTES + this.prefix.length) * 8);
    const clock = this.clock++;
    this.batchLength = putLetter(this.batch, this.batchLength, {
      client: this.id,
      clock,
      origin: this.origin,
      letter,
      prefix: this.prefix,
    });
    this.origin = clock;
    return clock;
  }

  flush() {
    if (this.batchLength === 0) return;
    this.socket.write(this.batch.subarray(0, this.batchLength));
    this.batch = null;
    this.batchLength = 0;
  }

  /** Clocks of `client` have arrived. */
  covers(client, clock, length) {
    const sender = client - this.first;
    if (sender < 0 || sender >= this.size || client === this.id) return;
    const next = this.next[sender];
    const end = clock + length;
    if (clock > next) this.meter.lost += clock - next;
    else if (clock < next) this.meter.doubled += Math.min(end, next) - clock;
    if (end <= next) return;
    this.next[sender] = end;
    this.meter.delivered += end - Math.max(clock, next);
    if (((end + this.id) & 7) === 0) this.meter.sawLetter(client, end - 1);
  }

  /** A presence has arrived. */
  shows(client, clock) {
    const sender = client - this.first;
    if (sender < 0 || sender >= this.size || client === this.id) return;
    if (clock <= this.shown[sender]) return;
    this.shown[sender] = clock;
    this.meter.shown++;
    this.meter.sawPresence(client, clock);
  }

  #frame(bytes, from, to) {
    let at = from;
    if (this.prefix.length > 0) {
      const length = readVarUint(bytes, at);
      at = placeAfter() + length;
    }
    const kind = bytes[at];
    // Hocuspocus answers step 1 in a message type of its own, number 4.
    if (kind === 0 || (kind === 4 && this.prefix.length > 0)) {
      const step = bytes[at + 1];
      readVarUint(bytes, at + 2);
      const body = placeAfter();
      if (step === 0) this.#answer();
      else {
        if (!this.looksLater) walkUpdate(bytes, body, this);
        this.onUpdate?.(bytes.subarray(body, to));
        this.synced ||= step === 1;
      }
    } else if (kind === 1) {
      readVarUint(bytes, at + 1);
      walkAwareness(bytes, placeAfter(), this);
    }
  }

  /** Answers step 1: it has nothing that the server lacks. */
  #answer() {
    this.send([0, 1], NOTHING);
  }
}
