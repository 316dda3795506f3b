import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { DeletedRanges } from './deleted-ranges.ts';
import { Incoming } from './incoming.ts';
import type { Struct } from './struct-list.ts';

/** Rounds of looking for what builds on something left out. Honest updates need two or three. */
const MOST_ROUNDS = 20;

/**
 * The part of an update that lies in writable roots: of each client the structs up to the first that lies in another
 * root or builds on something left out, and the deleted ranges that are then in the document and in writable roots. Null
 * if it builds on something that is missing, or if that cannot be found in a few rounds. What is returned must be judged
 * like any update. Changes nothing but `ends`: for each client the first clock that was left out, of this update and of
 * those before it of which it is a part. Throws what {@link Incoming} throws.
 */
export function writablePart(
  doc: Y.Doc,
  update: Uint8Array,
  isWritable: (root: string) => boolean,
  ends = new Map<number, number>(),
): Uint8Array | null {
  const { structs, ds } = Y.decodeUpdate(update);
  if (!cutWhatBuildsOn(ends, structs)) return null;
  const incoming = new Incoming(doc, kept(structs, ends));
  if (incoming.gap) return null;
  for (const struct of incoming.fresh) {
    const isAllowed = incoming.rootsOf(struct).every((found) => typeof found !== 'string' || isWritable(found));
    if (!isAllowed) cut(ends, struct.id);
  }
  if (!cutWhatBuildsOn(ends, incoming.fresh)) return null;
  const encoder = new Y.UpdateEncoderV1();
  writeStructs(encoder, kept(incoming.fresh, ends));
  writeRanges(encoder.restEncoder, keptRanges(incoming, new DeletedRanges(ds), ends, isWritable));
  return encoder.toUint8Array();
}

/** Returns false if it takes too many rounds. */
function cutWhatBuildsOn(ends: Map<number, number>, structs: readonly (Struct | Y.Skip)[]): boolean {
  const isOut = (id: unknown) => id instanceof Y.ID && id.clock >= (ends.get(id.client) ?? Number.POSITIVE_INFINITY);
  if (ends.size === 0) return true;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let isDone = true;
    for (const struct of structs) {
      if (!(struct instanceof Y.Item) || isOut(struct.id)) continue;
      if (!isOut(struct.origin) && !isOut(struct.rightOrigin) && !isOut(struct.parent)) continue;
      cut(ends, struct.id);
      isDone = false;
    }
    if (isDone) return true;
  }
  return false;
}

function kept<T extends Struct | Y.Skip>(structs: readonly T[], ends: ReadonlyMap<number, number>): T[] {
  return structs.filter(({ id }) => id.clock < (ends.get(id.client) ?? Number.POSITIVE_INFINITY));
}

function cut(ends: Map<number, number>, { client, clock }: Y.ID): void {
  ends.set(client, Math.min(clock, ends.get(client) ?? clock));
}

function writeStructs(encoder: Y.UpdateEncoderV1, structs: readonly Struct[]): void {
  const byClient = new Map<number, Struct[]>();
  for (const struct of structs) {
    const list = byClient.get(struct.id.client);
    if (list === undefined) byClient.set(struct.id.client, [struct]);
    else list.push(struct);
  }
  encoding.writeVarUint(encoder.restEncoder, byClient.size);
  for (const [client, list] of byClient) {
    encoding.writeVarUint(encoder.restEncoder, list.length);
    encoder.writeClient(client);
    encoding.writeVarUint(encoder.restEncoder, list[0]?.id.clock ?? 0);
    for (const struct of list) struct.write(encoder, 0);
  }
}

type Ranges = Map<number, [clock: number, length: number][]>;

function keptRanges(
  incoming: Incoming,
  deleted: DeletedRanges,
  ends: ReadonlyMap<number, number>,
  isWritable: (root: string) => boolean,
): Ranges {
  const kept: Ranges = new Map();
  for (const { client, clock, end } of deleted.all()) {
    const last = Math.min(end, ends.get(client) ?? end);
    if (last <= clock || !incoming.reaches(client, clock, last)) continue;
    const roots = [...incoming.deletedRoots(client, clock, last)];
    if (!roots.every((found) => typeof found !== 'string' || isWritable(found))) continue;
    const list = kept.get(client) ?? [];
    list.push([clock, last - clock]);
    kept.set(client, list);
  }
  return kept;
}

function writeRanges(encoder: encoding.Encoder, byClient: Ranges): void {
  encoding.writeVarUint(encoder, byClient.size);
  for (const [client, ranges] of byClient) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, ranges.length);
    for (const [clock, length] of ranges) {
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarUint(encoder, length);
    }
  }
}
