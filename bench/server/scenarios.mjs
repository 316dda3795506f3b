// What is measured, and what is to be reached (../shared/performance.md, "Server").
const TYPING = { kind: 'typing', warmUpSeconds: 2 };

export const SCENARIOS = {
  room10: {
    ...TYPING,
    title: 'CPU per delivery, room of 10 at 1,000/s',
    rooms: 1,
    clientsPerRoom: 10,
    perSecond: 1000,
  },
  room50: { ...TYPING, title: 'CPU per delivery, room of 50 at 400/s', rooms: 1, clientsPerRoom: 50, perSecond: 400 },
  room200: {
    ...TYPING,
    title: 'CPU per delivery, room of 200 at 100/s',
    rooms: 1,
    clientsPerRoom: 200,
    perSecond: 100,
  },
  rooms5: {
    ...TYPING,
    title: 'CPU per delivery, 200 rooms of 5, 2,000/s in all',
    rooms: 200,
    clientsPerRoom: 5,
    perSecond: 2000,
  },
  cursors: {
    kind: 'cursors',
    warmUpSeconds: 2,
    title: 'CPU, cursors of 50 clients at 20 Hz',
    rooms: 1,
    clientsPerRoom: 50,
    perSecond: 1000,
  },
};
