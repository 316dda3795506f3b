// What is measured, with targets: the first table of docs/performance.md. `figure` names the measured value, `against`
// the peer whose value it is divided by, `most` or `least` the bound on our quotient.
const ALL = ['veivalg', 'veivalg+acks', 'yws', 'hocus4', 'tldraw', 'relay', 'relay-turn'];
const WITHOUT_TLDRAW = ALL.filter((peer) => peer !== 'tldraw');
const perDelivery = { kind: 'typing', peers: ALL, rows: [] };
const row = (title, most) => [{ title, figure: 'usPerDelivery', against: 'relay', most }];
/** With few letters a second, in all or in a room, V8 takes longer to compile and optimise the server's code. */
const SLOW_WARM_UP = 8;
const CPU = 'server CPU per delivery ÷ relay:';

export const SCENARIOS = {
  saturation: {
    kind: 'saturation',
    peers: ALL,
    leftOutWhenShort: ['relay', 'tldraw'],
    // A new room is needed each time the connections of a crowd break under the load.
    rooms: 4,
    shortRounds: 2,
    clientsPerRoom: 50,
    rows: [
      {
        title: 'saturation, one room of 50, deliveries/s ÷ yws',
        figure: 'deliveriesPerSecond',
        against: 'yws',
        least: 12,
      },
      { title: '… ÷ hocus4', figure: 'deliveriesPerSecond', against: 'hocus4', least: 1.8 },
    ],
  },
  room10: {
    ...perDelivery,
    rooms: 1,
    clientsPerRoom: 10,
    perSecond: 1000,
    rows: row(`${CPU} room of 10 at 1,000/s`, 1.3),
  },
  room50: {
    ...perDelivery,
    rooms: 1,
    clientsPerRoom: 50,
    perSecond: 400,
    rows: [
      ...row('… room of 50 at 400/s', 0.9),
      { title: 'edit → seen, room of 50 at 400/s, p50 ms', figure: 'p50', most: 10 },
      { title: '… p99 ms', figure: 'p99', most: 40 },
    ],
  },
  room200: {
    ...perDelivery,
    rooms: 1,
    clientsPerRoom: 200,
    perSecond: 100,
    warmUpSeconds: SLOW_WARM_UP,
    rows: row('… room of 200 at 100/s', 1.1),
  },
  rooms5: {
    ...perDelivery,
    rooms: 200,
    clientsPerRoom: 5,
    perSecond: 2000,
    warmUpSeconds: SLOW_WARM_UP,
    rows: row('… 200 rooms of 5, 2,000/s in all', 1.3),
  },
  cursors: {
    kind: 'cursors',
    peers: WITHOUT_TLDRAW,
    rooms: 1,
    clientsPerRoom: 50,
    perSecond: 1000,
    rows: row('… cursors, 50 clients at 20 Hz', 0.3),
  },
  joins: {
    kind: 'joins',
    peers: WITHOUT_TLDRAW.filter((peer) => !['veivalg+acks', 'relay-turn'].includes(peer)),
    rooms: 1,
    roomName: 'kept',
    joiners: 100,
    notes: 5000,
    rows: [
      { title: '100 joins of a board of 5,000 notes: server CPU ÷ yws', figure: 'cpuMs', against: 'yws', most: 0.2 },
      { title: '… time until all have it ÷ yws', figure: 'ms', against: 'yws', most: 0.25 },
    ],
  },
};
