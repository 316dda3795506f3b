// A member of another board and a look at /livez, on a thread of their own: see largest.mjs.
import { Agent, get } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { LightMember } from './light-member.mjs';

const { url, board } = workerData;
const agent = new Agent({ keepAlive: true });
let letters = [];
let answers = [];
let going = true;

const member = new LightMember('proeve');
member.saved = (ms) => letters.push(ms);
await member.connect(url, board);
member.edit(board.regionId);

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const look = () =>
  new Promise((resolve, reject) => {
    const began = performance.now();
    get(`${url}/livez`, { agent }, (reply) => {
      reply.resume();
      reply.on('end', () => resolve(performance.now() - began));
    }).on('error', reject);
  });

parentPort.on('message', (what) => {
  if (what === 'stop') {
    going = false;
    member.disconnect();
    parentPort.close();
    return;
  }
  const worst = (list) => Math.round(Math.max(0, ...list));
  if (what === 'end')
    parentPort.postMessage({ letter: worst(letters), livez: worst(answers), samples: letters.length });
  letters = [];
  answers = [];
  if (what === 'begin') parentPort.postMessage('begun');
});
parentPort.postMessage('ready');

const edits = async () => {
  while (going) {
    if (member.unsaved < 5) member.edit(board.regionId);
    await wait(20);
  }
};
const looks = async () => {
  while (going) {
    answers.push(await look());
    await wait(5);
  }
};
await Promise.all([edits(), looks()]);
