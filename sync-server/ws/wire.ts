/**
 * Messages laid out as WebSocket frames (RFC 6455: final, binary, unmasked), all in one buffer and so one write.
 * Deliveries hand the same array of messages to every socket of a room; its bytes are laid out once.
 */
const laidOut = new WeakMap<readonly Uint8Array[], Buffer>();

const FINAL_BINARY = 0x82;
const LENGTH_IN_2_BYTES = 126;
const LENGTH_IN_8_BYTES = 127;

/** The bytes of these messages. They may be shared between sockets and must not be changed. */
export function wireOf(messages: readonly Uint8Array[]): Buffer {
  let wire = laidOut.get(messages);
  if (wire === undefined) {
    wire = layOut(messages);
    laidOut.set(messages, wire);
  }
  return wire;
}

function layOut(messages: readonly Uint8Array[]): Buffer {
  const size = messages.reduce((sum, message) => sum + headerSize(message.length) + message.length, 0);
  const wire = Buffer.allocUnsafe(size);
  let at = 0;
  for (const message of messages) {
    wire[at] = FINAL_BINARY;
    const header = headerSize(message.length);
    if (header === 2) wire[at + 1] = message.length;
    else if (header === 4) {
      wire[at + 1] = LENGTH_IN_2_BYTES;
      wire.writeUInt16BE(message.length, at + 2);
    } else {
      wire[at + 1] = LENGTH_IN_8_BYTES;
      wire.writeBigUInt64BE(BigInt(message.length), at + 2);
    }
    wire.set(message, at + header);
    at += header + message.length;
  }
  return wire;
}

function headerSize(length: number): 2 | 4 | 10 {
  if (length < LENGTH_IN_2_BYTES) return 2;
  return length < 0x10000 ? 4 : 10;
}
