// A minimal WebSocket client: one handshake, and frames that are read where they arrived. All sockets share one read
// buffer, because each read is processed before the next begins.
import { connect } from 'node:net';
import { clientFrame, PONG } from './bytes.mjs';

const SHARED = Buffer.allocUnsafe(256 * 1024);
const HEAD_END = Buffer.from('\r\n\r\n');

export class RawSocket {
  /** `onFrame(bytes, from, to)`: a message; its bytes are valid during the call only. */
  constructor({ port, path, protocols }, onFrame) {
    this.onFrame = onFrame;
    this.closed = null;
    this.received = 0;
    this.held = null;
    this.heldLength = 0;
    this.isOpen = false;
    this.opened = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.opened.catch(() => undefined); // reported to the caller that awaits it
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ...(protocols.length > 0 ? [`Sec-WebSocket-Protocol: ${protocols.join(', ')}`] : []),
    ];
    this.stream = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: { buffer: SHARED, callback: (length) => this.#take(length) },
    });
    this.stream.write(`${lines.join('\r\n')}\r\n\r\n`);
    this.stream.on('error', (error) => this.#end(error.message));
    this.stream.on('close', () => this.#end('the server closed the connection'));
  }

  /** Sends complete frames. */
  write(bytes) {
    this.stream.write(bytes);
  }

  close() {
    this.closed ??= 'closed';
    this.stream.destroy();
  }

  #end(reason) {
    this.closed ??= reason;
    this.reject(new Error(this.closed));
  }

  #take(length) {
    this.received += length;
    let bytes = SHARED;
    let end = length;
    if (this.heldLength > 0) {
      this.#hold(SHARED, 0, length);
      bytes = this.held;
      end = this.heldLength;
    }
    let at = 0;
    if (!this.isOpen) {
      const head = bytes.subarray(0, end).indexOf(HEAD_END);
      if (head < 0) {
        if (this.heldLength === 0) this.#hold(SHARED, 0, length);
        return true;
      }
      const status = bytes.toString('latin1', 0, 12);
      if (status !== 'HTTP/1.1 101') {
        this.#end(`the server answered ${status}`);
        return true;
      }
      at = head + HEAD_END.length;
      this.isOpen = true;
      this.resolve();
    }
    at = this.#frames(bytes, at, end);
    if (bytes === SHARED) {
      if (at < end) this.#hold(SHARED, at, end);
    } else {
      this.held.copyWithin(0, at, end);
      this.heldLength = end - at;
      if (this.heldLength === 0 && this.held.length > SHARED.length) this.held = null;
    }
    return true;
  }

  /** Reads every complete frame; returns the offset of the first incomplete one. */
  #frames(bytes, from, end) {
    let at = from;
    while (end - at >= 2) {
      let length = bytes[at + 1];
      let body = at + 2;
      if (length === 126) {
        if (end - at < 4) return at;
        length = (bytes[at + 2] << 8) | bytes[at + 3];
        body = at + 4;
      } else if (length === 127) {
        if (end - at < 10) return at;
        length = Number(bytes.readBigUInt64BE(at + 2));
        body = at + 10;
      }
      const after = body + length;
      if (after > end) return at;
      const opcode = bytes[at] & 15;
      if (bytes[at] === 0x82 || bytes[at] === 0x81) this.onFrame(bytes, body, after);
      else if (opcode === 9) this.write(clientFrame(Buffer.from(bytes.subarray(body, after)), PONG));
      else if (opcode === 8) this.#end(`closed with ${length >= 2 ? bytes.readUInt16BE(body) : 'no code'}`);
      else if (opcode !== PONG) this.#end(`a frame that no server here sends: ${bytes[at]}`);
      at = after;
    }
    return at;
  }

  #hold(bytes, from, to) {
    const needed = this.heldLength + to - from;
    if (this.held === null || this.held.length < needed) {
      const larger = Buffer.allocUnsafeSlow(Math.max(4096, needed * 2));
      if (this.held !== null) this.held.copy(larger, 0, 0, this.heldLength);
      this.held = larger;
    }
    bytes.copy(this.held, this.heldLength, from, to);
    this.heldLength = needed;
  }
}
