import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/** The bytes of an awareness update. States are not checked. */
export function awarenessUpdate(
  entries: readonly { readonly clientId: number; readonly clock: number; readonly state: string }[],
): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const { clientId, clock, state } of entries) {
    encoding.writeVarUint(encoder, clientId);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, state);
  }
  return encoding.toUint8Array(encoder);
}

/** Reads what {@link awarenessUpdate} writes. */
export function readAwareness(update: Uint8Array): { clientId: number; clock: number; state: string }[] {
  const decoder = decoding.createDecoder(update);
  return Array.from({ length: decoding.readVarUint(decoder) }, () => ({
    clientId: decoding.readVarUint(decoder),
    clock: decoding.readVarUint(decoder),
    state: decoding.readVarString(decoder),
  }));
}
