// A member of a tldraw room. A typed letter is a push that replaces the note's text, as tldraw's own client does. The
// text holds the writer and the number of the letter, so that each can be recognised: "@writer,number@".
import { clientFrame, TEXT } from './bytes.mjs';
import { RawSocket } from './raw-socket.mjs';

const AT = 64;
const CONNECT = Buffer.from('{"type":"connect"');
const NUMBER_DIGITS = 9;
const WRITER_DIGITS = 6;

export class TldrawClient {
  constructor({ port, room, id, first, size, meter }) {
    this.id = id;
    this.first = first;
    this.size = size;
    this.meter = meter;
    this.room = room;
    this.next = new Float64Array(size);
    /** Number of the last letter of each writer in the room's first answer. */
    this.handed = new Float64Array(size).fill(-1);
    this.clock = 0;
    this.pushes = 0;
    this.batch = [];
    this.letters = '';
    this.synced = false;
    this.socket = new RawSocket({ port, path: room.path, protocols: [] }, (bytes, from, to) =>
      this.#frame(bytes, from, to),
    );
  }

  greet() {
    const { protocolVersion, schema } = this.room.tldraw;
    this.#send({ type: 'connect', connectRequestId: 'c', lastServerClock: 0, protocolVersion, schema });
  }

  /** Adds this member's note. */
  seed(index) {
    const props = {
      color: 'yellow',
      labelColor: 'black',
      size: 'm',
      font: 'draw',
      fontSizeAdjustment: 0,
      align: 'middle',
      verticalAlign: 'middle',
      growY: 0,
      url: '',
      richText: this.#text(),
      scale: 1,
    };
    const place = {
      x: index * 200,
      y: 0,
      rotation: 0,
      index: 'a1',
      parentId: 'page:page',
      isLocked: false,
      opacity: 1,
    };
    const record = { id: this.#shape(), typeName: 'shape', type: 'note', ...place, meta: {}, props };
    this.#push(['put', record]);
    this.flush();
  }

  type(letter) {
    this.letters = (this.letters + String.fromCharCode(letter)).slice(-20);
    this.#push(['patch', { props: ['patch', { richText: ['put', this.#text()] }] }]);
    return this.clock - 1;
  }

  flush() {
    if (this.batch.length > 0) this.socket.write(Buffer.concat(this.batch));
    this.batch = [];
  }

  /** Whether the room's first answer held the last letter of every member. */
  wasHandedAll(members) {
    return members.every((member, i) => this.handed[i] >= member.clock - 1);
  }

  #shape() {
    return `shape:writer${this.id - this.first}`;
  }

  /** The note's text after the next letter. */
  #text() {
    const writer = String(this.id - this.first).padStart(WRITER_DIGITS, '0');
    const number = String(this.clock++).padStart(NUMBER_DIGITS, '0');
    const text = `@${writer},${number}@${this.letters}`;
    return { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] };
  }

  #push(operation) {
    const push = { type: 'push', clientClock: this.pushes++, diff: { [this.#shape()]: operation } };
    this.batch.push(clientFrame(Buffer.from(JSON.stringify(push)), TEXT));
  }

  #send(value) {
    this.socket.write(clientFrame(Buffer.from(JSON.stringify(value)), TEXT));
  }

  #frame(bytes, from, to) {
    const frame = bytes.subarray(from, to);
    const isConnect =
      frame.length > CONNECT.length && frame.compare(CONNECT, 0, CONNECT.length, 0, CONNECT.length) === 0;
    for (let at = frame.indexOf(AT); at >= 0; at = frame.indexOf(AT, at + WRITER_DIGITS + NUMBER_DIGITS + 3)) {
      const writer = digits(frame, at + 1, WRITER_DIGITS);
      const number = digits(frame, at + 2 + WRITER_DIGITS, NUMBER_DIGITS);
      if (isConnect) this.handed[writer] = number;
      else this.#saw(writer, number);
    }
    if (isConnect) this.synced = true;
  }

  #saw(writer, number) {
    const client = this.first + writer;
    if (writer >= this.size || client === this.id) return;
    const next = this.next[writer];
    if (number < next) {
      this.meter.doubled++;
      return;
    }
    this.meter.lost += number - next;
    this.next[writer] = number + 1;
    this.meter.delivered++;
    if (((number + this.id) & 7) === 0) this.meter.sawLetter(client, number);
  }
}

function digits(bytes, from, count) {
  let number = 0;
  for (let i = from; i < from + count; i++) number = number * 10 + bytes[i] - 48;
  return number;
}
