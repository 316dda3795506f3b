import { type BoardClient, joinBoard } from './board-client.ts';
import { DemoWriter } from './demo-notes.ts';

/** The server's reply to the creation of a board. */
export interface MadeBoard {
  readonly id: string;
  readonly title: string;
  readonly links: { readonly facilitator: string; readonly participant: string; readonly viewer: string };
}

/** Only the first and the last are named in the source; the others are for the group's facilitator to name. */
const ALTERNATIVES = ['BET i FACT ung', '', '', '', '', 'Ikke noe BET-tilbud'];

/** Creates and fills the demo's two boards through the server's public interfaces, as any program could. */
export async function makeDemoBoards(
  server: string,
  adminToken: string | undefined,
  now: number,
): Promise<MadeBoard[]> {
  const session = await makeBoard(server, adminToken, {
    templates: ['alternativer', 'robuste-fagmiljo'],
    title: 'Digital arbeidsøkt',
    language: 'nb',
    alternatives: ALTERNATIVES.map((title, i) => ({ title, isNull: i === ALTERNATIVES.length - 1 })),
  });
  await fill(server, session, ({ doc }) => {
    const writer = new DemoWriter(doc, now);
    writer.writeAlternatives();
    writer.writeTypology();
  });
  const survey = await makeBoard(server, adminToken, {
    templates: ['robuste-fagmiljo'],
    title: 'Robuste fagmiljø – BYN',
    language: 'nb',
  });
  await fill(server, survey, ({ doc }) => {
    const writer = new DemoWriter(doc, now);
    writer.writeTypology();
    writer.writeSurvey();
  });
  return [session, survey];
}

async function makeBoard(server: string, adminToken: string | undefined, body: object): Promise<MadeBoard> {
  const answer = await fetch(`${server}/api/boards`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(adminToken === undefined ? {} : { authorization: `Bearer ${adminToken}` }),
    },
    body: JSON.stringify(body),
  });
  if (answer.status !== 201)
    throw new Error(`the server did not create a board: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as MadeBoard;
}

async function fill(server: string, { id, links }: MadeBoard, write: (client: BoardClient) => void): Promise<void> {
  const client = await joinBoard(server, id, new URL(links.facilitator).hash.slice(1));
  try {
    write(client);
    await client.saved();
  } finally {
    client.close();
  }
}
