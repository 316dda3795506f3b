/**
 * Every limit that an operator may set, with its unit. `GET /api/limits` returns them, and the fixed ones of
 * `fixed-limits.ts`; each is set by its environment variable.
 */
export interface Limit {
  readonly value: number;
  readonly unit: string;
  /** The environment variable that sets it. */
  readonly env: string;
  readonly why: string;
}

function limit<const Env extends `LIMIT_${string}`>(value: number, unit: string, env: Env, why: string): Limit {
  return { value, unit, env, why };
}

const MiB = 1024 * 1024;

export const LIMITS = {
  frameBytes: limit(
    4 * MiB,
    'bytes',
    'LIMIT_FRAME_BYTES',
    'one sync message; a larger one closes the connection with 4413',
  ),
  presenceBytes: limit(4096, 'bytes', 'LIMIT_PRESENCE_BYTES', 'one member’s presence: a name, a cursor, a caret'),
  documentBytes: limit(20 * MiB, 'bytes', 'LIMIT_DOCUMENT_BYTES', 'a board must still open within seconds'),
  noteCharacters: limit(20_000, 'characters', 'LIMIT_NOTE_CHARACTERS', 'the text of one note'),
  recordsPerBoard: limit(
    10_000,
    'records',
    'LIMIT_RECORDS_PER_BOARD',
    'all records of a board together: notes, links, fields and the rest',
  ),
  recordBytes: limit(256 * 1024, 'bytes', 'LIMIT_RECORD_BYTES', 'one drawing, or a note without its text'),
  metaBytes: limit(
    8 * 1024,
    'bytes',
    'LIMIT_META_BYTES',
    'one property of the board itself, such as its title; also the meta data of one drawing',
  ),
  titleCharacters: limit(200, 'characters', 'LIMIT_TITLE_CHARACTERS', 'titles of boards and items'),
  nameCharacters: limit(120, 'characters', 'LIMIT_NAME_CHARACTERS', 'names of authors and snapshots'),
  itemsPerBoard: limit(
    50,
    'items',
    'LIMIT_ITEMS_PER_BOARD',
    'alternatives and other items, given when a board is made',
  ),
  templatesPerBoard: limit(6, 'templates', 'LIMIT_TEMPLATES_PER_BOARD', 'templates side by side on one board'),
  clientIdsPerBoard: limit(
    150_000,
    'client ids',
    'LIMIT_CLIENT_IDS_PER_BOARD',
    'each page load in which something is written is one: an office of 500 for a year, 300 each',
  ),
  clientIdsPerMember: limit(
    10_000,
    'client ids per member and board',
    'LIMIT_CLIENT_IDS_PER_MEMBER',
    'one browser that loads a board and writes on it 40 times on each working day of a year',
  ),
  clientIdsPerConnection: limit(
    1000,
    'client ids per connection',
    'LIMIT_CLIENT_IDS_PER_CONNECTION',
    'what one browser wrote on earlier visits and could not save, one for each visit',
  ),
  snapshotsPerBoard: limit(200, 'snapshots', 'LIMIT_SNAPSHOTS_PER_BOARD', 'each is a whole copy of the board'),
  imagesPerBoard: limit(500, 'images', 'LIMIT_IMAGES_PER_BOARD', 'pictures pasted into one board'),
  imageBytes: limit(5 * MiB, 'bytes', 'LIMIT_IMAGE_BYTES', 'one picture'),
  bodyBytes: limit(256 * 1024, 'bytes', 'LIMIT_BODY_BYTES', 'one JSON request: twice the longest note, all escaped'),
  addressBodyBytes: limit(
    64 * MiB,
    'bytes',
    'LIMIT_ADDRESS_BODY_BYTES',
    'request bodies of one address in progress: twelve of the largest pictures; further ones are refused with 429',
  ),
  serverBodyBytes: limit(
    128 * MiB,
    'bytes',
    'LIMIT_SERVER_BODY_BYTES',
    'request bodies of all addresses in progress; they lie in memory',
  ),
  requestsPerMinute: limit(
    3000,
    'requests per minute and address',
    'LIMIT_REQUESTS_PER_MINUTE',
    'a whole office may share one address',
  ),
  boardsPerHour: limit(300, 'boards per hour and address', 'LIMIT_BOARDS_PER_HOUR', 'making boards costs disk'),
  writesPerMinute: limit(
    600,
    'writes per minute and address',
    'LIMIT_WRITES_PER_MINUTE',
    'notes, pictures and snapshots over HTTP',
  ),
  messagesPerSecond: limit(
    300,
    'messages per second and connection',
    'LIMIT_MESSAGES_PER_SECOND',
    'a drag sends 60, its echoes 60, typing 20; a faster sender is slowed, and closed with 1013 if it goes on',
  ),
  messageBurst: limit(1500, 'messages', 'LIMIT_MESSAGE_BURST', 'what a connection may send at once, as after a break'),
  memberMessagesPerSecond: limit(
    600,
    'messages per second and member',
    'LIMIT_MEMBER_MESSAGES_PER_SECOND',
    'all windows of one browser on one board',
  ),
  memberMessageBurst: limit(3000, 'messages', 'LIMIT_MEMBER_MESSAGE_BURST', 'what a member may send at once'),
  addressMessagesPerSecond: limit(
    40_000,
    'messages per second and address',
    'LIMIT_ADDRESS_MESSAGES_PER_SECOND',
    'an office of 200 where everybody drags; faster senders are slowed, never closed',
  ),
  addressMessageBurst: limit(200_000, 'messages', 'LIMIT_ADDRESS_MESSAGE_BURST', 'what an address may send at once'),
  bytesPerSecond: limit(
    4 * MiB,
    'bytes per second and connection',
    'LIMIT_BYTES_PER_SECOND',
    'a faster sender is slowed, and closed with 1013 if it goes on',
  ),
  byteBurst: limit(32 * MiB, 'bytes', 'LIMIT_BYTE_BURST', 'what a connection may send at once: eight largest messages'),
  memberBytesPerSecond: limit(
    8 * MiB,
    'bytes per second and member',
    'LIMIT_MEMBER_BYTES_PER_SECOND',
    'all windows of one browser on one board, also after reconnecting',
  ),
  memberByteBurst: limit(64 * MiB, 'bytes', 'LIMIT_MEMBER_BYTE_BURST', 'what a member may send at once'),
  addressBytesPerSecond: limit(
    32 * MiB,
    'bytes per second and address',
    'LIMIT_ADDRESS_BYTES_PER_SECOND',
    'an office of 200, each with 160 kB a second; faster senders are slowed, never closed',
  ),
  addressByteBurst: limit(
    512 * MiB,
    'bytes',
    'LIMIT_ADDRESS_BYTE_BURST',
    'what an address may send at once: 200 people with a day’s offline work of 2.5 MB each',
  ),
  workPerSecond: limit(
    200,
    'milliseconds per second and connection',
    'LIMIT_WORK_PER_SECOND',
    'processor time for what one connection sends; more is slowed, and closed with 1013 if it continues',
  ),
  workBurst: limit(
    4000,
    'milliseconds',
    'LIMIT_WORK_BURST',
    'processor time that may be used at once, as by a day’s offline work',
  ),
  memberWorkPerSecond: limit(
    400,
    'milliseconds per second and member',
    'LIMIT_MEMBER_WORK_PER_SECOND',
    'processor time for what all connections of a member send, also after reconnecting',
  ),
  memberWorkBurst: limit(
    8000,
    'milliseconds',
    'LIMIT_MEMBER_WORK_BURST',
    'processor time that a member may use at once',
  ),
  unfinishedBytes: limit(
    16 * MiB,
    'bytes',
    'LIMIT_UNFINISHED_BYTES',
    'incomplete messages of one address; the connection that exceeds it is closed with 1013',
  ),
  answersPerSecond: limit(
    2,
    'answers per second and connection',
    'LIMIT_ANSWERS_PER_SECOND',
    'whole boards and lists of who is present; faster questions are answered together',
  ),
  answerBurst: limit(8, 'answers', 'LIMIT_ANSWER_BURST', 'questions that are answered at once'),
  floodMs: limit(2500, 'milliseconds', 'LIMIT_FLOOD_MS', 'how long a sender may be slowed before it is closed'),
  handshakesPerSecond: limit(
    100,
    'handshakes per second and address',
    'LIMIT_HANDSHAKES_PER_SECOND',
    'clients that reconnect after a restart spread out by themselves',
  ),
  handshakeBurst: limit(1000, 'handshakes', 'LIMIT_HANDSHAKE_BURST', 'connections that an address may open at once'),
  handshakeMs: limit(10_000, 'milliseconds', 'LIMIT_HANDSHAKE_MS', 'how long the headers of a request may take'),
  httpConnectionsPerAddress: limit(
    1500,
    'connections',
    'LIMIT_HTTP_CONNECTIONS_PER_ADDRESS',
    'connections of one address that are not sockets: an office of 200 with six each',
  ),
  httpConnections: limit(
    5000,
    'connections',
    'LIMIT_HTTP_CONNECTIONS',
    'connections to the server that are not sockets; further ones get 503',
  ),
  socketsPerAddress: limit(600, 'connections', 'LIMIT_SOCKETS_PER_ADDRESS', 'connections of one address'),
  sessionsPerBoard: limit(500, 'connections', 'LIMIT_SESSIONS_PER_BOARD', 'connections to one board'),
  sessions: limit(10_000, 'connections', 'LIMIT_SESSIONS', 'connections to the server'),
  outboxBytes: limit(8 * MiB, 'bytes', 'LIMIT_OUTBOX_BYTES', 'what may wait for a slow reader, beyond one whole board'),
  slowReaderMs: limit(
    20_000,
    'milliseconds',
    'LIMIT_SLOW_READER_MS',
    'a reader who has not received what waits by then is closed with 1013',
  ),
  queueBytes: limit(64 * MiB, 'bytes', 'LIMIT_QUEUE_BYTES', 'changes of one board that may wait for a slow disk'),
  logEntries: limit(2000, 'entries', 'LIMIT_LOG_ENTRIES', 'a longer log is folded into a checkpoint'),
  logBytes: limit(4 * MiB, 'bytes', 'LIMIT_LOG_BYTES', 'a larger log is folded into a checkpoint'),
  commitWindowMs: limit(15, 'milliseconds', 'LIMIT_COMMIT_WINDOW_MS', 'a busy server commits at most this often'),
  presenceWindowMs: limit(
    34,
    'milliseconds',
    'LIMIT_PRESENCE_WINDOW_MS',
    'presence is sent in batches, each cursor at most 30 times a second',
  ),
  heartbeatMs: limit(20_000, 'milliseconds', 'LIMIT_HEARTBEAT_MS', 'y-websocket closes after 30 s of silence'),
  silenceMs: limit(
    45_000,
    'milliseconds',
    'LIMIT_SILENCE_MS',
    'a connection without any message for so long counts as lost',
  ),
  idleRoomMs: limit(10_000, 'milliseconds', 'LIMIT_IDLE_ROOM_MS', 'how long an empty board stays in memory'),
  exportMs: limit(30_000, 'milliseconds', 'LIMIT_EXPORT_MS', 'how long making one export may take'),
  exportsAtOnce: limit(2, 'exports', 'LIMIT_EXPORTS_AT_ONCE', 'each runs in a thread of its own; further ones wait'),
  exportsWaiting: limit(20, 'exports', 'LIMIT_EXPORTS_WAITING', 'exports that may wait; more are refused with 429'),
  readyMs: limit(
    5_000,
    'milliseconds',
    'LIMIT_READY_MS',
    'how long the storage may take to answer before the server reports that it is not ready',
  ),
  trialMs: limit(
    20_000,
    'milliseconds',
    'LIMIT_TRIAL_MS',
    'how long loading a board may take that the server may have ended at; beyond that it is set aside',
  ),
  trialMegabytes: limit(
    512,
    'megabytes',
    'LIMIT_TRIAL_MEGABYTES',
    'memory for loading a board that the server may have ended at; beyond that it is set aside',
  ),
  shutdownMs: limit(8_000, 'milliseconds', 'LIMIT_SHUTDOWN_MS', 'how long a shutdown waits for the last commits'),
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;

/** The limits in force, by name, in the unit of {@link LIMITS}. */
export type Limits = Readonly<Record<LimitName, number>>;

/** The limits as shipped. */
export function defaultLimits(): Limits {
  return Object.fromEntries(Object.entries(LIMITS).map(([name, { value }]) => [name, value])) as Record<
    LimitName,
    number
  >;
}
