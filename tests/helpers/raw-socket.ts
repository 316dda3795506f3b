import { connect, type Socket } from 'node:net';

export interface RawSocketOptions {
  /** The local address to connect from, such as 127.0.0.2, so that the server sees a separate address. */
  readonly from?: string;
  readonly protocols?: readonly string[];
  /** More headers, each ended by \r\n. */
  readonly headers?: string;
}

/** Header fields of a WebSocket frame to forge; the others are correct. */
export interface FrameLies {
  readonly opcode?: number;
  readonly fin?: boolean;
  /** The three reserved bits, 0 to 7. */
  readonly rsv?: number;
  readonly masked?: boolean;
  /** The length to announce, whatever the payload's is. */
  readonly announced?: bigint;
}

/** The bytes of one client frame, correct or forged. The mask is zero, so the payload is unchanged. */
export function wsFrame(payload: Uint8Array, lies: FrameLies = {}): Buffer {
  const { opcode = 2, fin = true, rsv = 0, masked = true, announced = BigInt(payload.length) } = lies;
  const head = [(fin ? 0x80 : 0) | (rsv << 4) | opcode];
  const mask = masked ? 0x80 : 0;
  if (announced < 126n) head.push(mask | Number(announced));
  else if (announced < 65_536n) head.push(mask | 126, Number(announced >> 8n), Number(announced & 255n));
  else {
    head.push(mask | 127);
    for (let shift = 56n; shift >= 0n; shift -= 8n) head.push(Number((announced >> shift) & 255n));
  }
  if (masked) head.push(0, 0, 0, 0);
  return Buffer.concat([Buffer.from(head), payload]);
}

/** A handwritten WebSocket, for frames that no library sends. It answers nothing and keeps only the close code. */
export class RawSocket {
  /** The code that the server closed it with, or null. */
  closeCode: number | null = null;
  /** The TCP connection is gone. */
  ended = false;
  /** Frames that were received. */
  frames = 0;
  bytes = 0;
  /** The HTTP status of the answer to the upgrade, 101 if it succeeded; null before the answer. */
  status: number | null = null;
  /** Called with each complete frame and its opcode. */
  onFrame: ((payload: Buffer, opcode: number) => void) | null = null;
  readonly tcp: Socket;
  readonly #waiting = new Set<() => void>();
  #pending: Buffer = Buffer.alloc(0);

  constructor(url: string, boardId: string, token: string, { from, protocols, headers = '' }: RawSocketOptions = {}) {
    const { hostname, port } = new URL(url);
    this.tcp = connect({ host: hostname, port: Number(port), noDelay: true, ...(from ? { localAddress: from } : {}) });
    const offered = (protocols ?? ['veivalg.1', token]).join(', ');
    this.tcp.write(
      `GET /sync/${boardId} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${KEY}\r\nSec-WebSocket-Protocol: ${offered}\r\n${headers}\r\n`,
    );
    this.tcp.on('data', (data) => this.#receive(data));
    this.tcp.on('error', () => undefined); // 'close' follows
    this.tcp.on('close', () => {
      this.ended = true;
      this.#wake();
    });
  }

  /** Connects. Resolves when the server has answered the upgrade or the connection has ended. */
  static async open(...how: ConstructorParameters<typeof RawSocket>): Promise<RawSocket> {
    const socket = new RawSocket(...how);
    return socket.until(() => socket.status !== null || socket.ended);
  }

  /** Resolves when the condition holds. It is evaluated again after each event on the connection. */
  async until(holds: () => boolean): Promise<this> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.add(resolve));
    return this;
  }

  /** Resolves when the server has closed it, with or without a code. */
  closed(): Promise<this> {
    return this.until(() => this.closeCode !== null || this.ended);
  }

  /** Writes raw bytes. Resolves when TCP has room for more or the connection has ended. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.ended || !this.tcp.writable) return;
    if (this.tcp.write(bytes)) return;
    this.tcp.once('drain', () => this.#wake());
    await this.until(() => this.ended || !this.tcp.writableNeedDrain);
  }

  /** Sends one message. */
  send(payload: Uint8Array): Promise<void> {
    return this.write(wsFrame(payload));
  }

  destroy(): void {
    this.tcp.destroy();
  }

  #receive(data: Buffer): void {
    this.bytes += data.length;
    this.#pending = this.#pending.length === 0 ? data : Buffer.concat([this.#pending, data]);
    if (this.status === null) this.#readStatus();
    if (this.status === 101) while (this.#readFrame());
    this.#wake();
  }

  #readStatus(): void {
    const end = this.#pending.indexOf('\r\n\r\n');
    if (end < 0) return;
    this.status = Number(this.#pending.toString('latin1', 9, 12));
    this.#pending = this.#pending.subarray(end + 4);
  }

  #readFrame(): boolean {
    const bytes = this.#pending;
    if (bytes.length < 2) return false;
    const short = (bytes[1] ?? 0) & 127;
    const head = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (bytes.length < head) return false;
    const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
    if (bytes.length < head + length) return false;
    const payload = bytes.subarray(head, head + length);
    const opcode = (bytes[0] ?? 0) & 15;
    this.#pending = bytes.subarray(head + length);
    this.frames += 1;
    if (opcode === CLOSE) this.closeCode = length >= 2 ? payload.readUInt16BE(0) : 1005;
    this.onFrame?.(payload, opcode);
    return true;
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}

const CLOSE = 8;
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';
