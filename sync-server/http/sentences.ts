import type { Language } from '#board/label';
import type { ProblemCode } from '#protocol/problems';

type Sentence = Readonly<Record<Language, string>>;

/** What each problem tells a person: what happened and what to do. */
export const SENTENCES: Readonly<Record<ProblemCode, Sentence>> = {
  'bad-request': {
    nb: 'Forespørselen mangler noe eller har noe som ikke kan leses. Se detaljene og prøv igjen.',
    nn: 'Førespurnaden manglar noko eller har noko som ikkje kan lesast. Sjå detaljane og prøv igjen.',
    en: 'The request is incomplete or cannot be read. See the detail and try again.',
  },
  'unknown-template': {
    nb: 'Malen finnes ikke her. Velg en mal fra listen.',
    nn: 'Malen finst ikkje her. Vel ein mal frå lista.',
    en: 'There is no such template here. Choose one from the list.',
  },
  'bad-image': {
    nb: 'Filen er ikke et bilde som kan vises. Bruk PNG, JPEG, GIF eller WebP.',
    nn: 'Fila er ikkje eit bilete som kan visast. Bruk PNG, JPEG, GIF eller WebP.',
    en: 'The file is not a picture that can be shown. Use PNG, JPEG, GIF or WebP.',
  },
  'admin-token-needed': {
    nb: 'Her kan bare den som har tjenerens administratornøkkel, lage tavler. Oppgi nøkkelen.',
    nn: 'Her kan berre den som har administratornøkkelen til tenaren, lage tavler. Oppgje nøkkelen.',
    en: 'Creating boards here takes the server’s administrator key. Enter the key.',
  },
  'no-invite': {
    nb: 'Lenken gjelder ikke: tavla finnes ikke, eller lenken er trukket tilbake. Be prosesslederen om en ny.',
    nn: 'Lenkja gjeld ikkje: tavla finst ikkje, eller lenkja er trekt tilbake. Be prosessleiaren om ei ny.',
    en: 'The link is not valid: there is no such board, or the link was revoked. Ask the facilitator for a new one.',
  },
  'not-allowed': {
    nb: 'Lenken din gir ikke rett til dette. Be prosesslederen om en annen lenke.',
    nn: 'Lenkja di gjev ikkje rett til dette. Be prosessleiaren om ei anna lenkje.',
    en: 'Your link does not allow this. Ask the facilitator for another one.',
  },
  'unknown-region': {
    nb: 'Feltet finnes ikke lenger på tavla. Last siden på nytt og velg et annet felt.',
    nn: 'Feltet finst ikkje lenger på tavla. Last sida på nytt og vel eit anna felt.',
    en: 'The field is no longer on the board. Reload the page and choose another field.',
  },
  'unknown-snapshot': {
    nb: 'Øyeblikksbildet finnes ikke. Last listen på nytt.',
    nn: 'Augneblinksbiletet finst ikkje. Last lista på nytt.',
    en: 'There is no such snapshot. Reload the list.',
  },
  'unknown-image': {
    nb: 'Bildet finnes ikke på denne tavla.',
    nn: 'Biletet finst ikkje på denne tavla.',
    en: 'There is no such picture on this board.',
  },
  'not-found': {
    nb: 'Adressen finnes ikke. Sjekk lenken.',
    nn: 'Adressa finst ikkje. Sjekk lenkja.',
    en: 'There is nothing at this address. Check the link.',
  },
  'board-deleted': {
    nb: 'Tavla er slettet. Spør prosesslederen om den finnes som fil.',
    nn: 'Tavla er sletta. Spør prosessleiaren om ho finst som fil.',
    en: 'The board was deleted. Ask the facilitator whether it was kept as a file.',
  },
  'too-large': {
    nb: 'Det er større enn det er plass til. Gjør det mindre og prøv igjen.',
    nn: 'Det er større enn det er plass til. Gjer det mindre og prøv igjen.',
    en: 'This is larger than the limit. Make it smaller and try again.',
  },
  'too-many': {
    nb: 'Det kom for mange forespørsler på kort tid. Vent litt og prøv igjen.',
    nn: 'Det kom for mange førespurnader på kort tid. Vent litt og prøv igjen.',
    en: 'Too many requests came in a short time. Wait a little and try again.',
  },
  'storage-unavailable': {
    nb: 'Tjeneren får ikke lagret akkurat nå, og ingenting er endret. Prøv igjen om litt.',
    nn: 'Tenaren får ikkje lagra akkurat no, og ingenting er endra. Prøv igjen om litt.',
    en: 'The server cannot save right now, and nothing was changed. Try again in a while.',
  },
  'board-damaged': {
    nb: 'Tavlas data er skadet på disken og er latt urørt. Si fra til den som drifter tjeneren.',
    nn: 'Dataa til tavla er skadde på disken og er latne urørte. Sei frå til den som driftar tenaren.',
    en: 'The board’s data on disk is damaged and was left untouched. Tell the person who runs the server.',
  },
  'board-set-aside': {
    nb: 'Tavla er satt til side, fordi tjeneren stanset mens den arbeidet med den. Ingenting er slettet. Si fra til den som drifter tjeneren.',
    nn: 'Tavla er sett til side, fordi tenaren stansa medan han arbeidde med henne. Ingenting er sletta. Sei frå til den som driftar tenaren.',
    en: 'The board is set aside, because the server ended while it was at work on it. Nothing was deleted. Tell the person who runs the server.',
  },
  'file-damaged': {
    nb: 'Øyeblikksbildet eller bildet er skadet på disken og vises ikke. Si fra til den som drifter tjeneren.',
    nn: 'Augneblinksbiletet eller biletet er skadd på disken og blir ikkje vist. Sei frå til den som driftar tenaren.',
    en: 'The snapshot or picture is damaged on disk and is not shown. Tell the person who runs the server.',
  },
  restarting: {
    nb: 'Tjeneren starter på nytt. Prøv igjen om noen sekunder.',
    nn: 'Tenaren startar på nytt. Prøv igjen om nokre sekund.',
    en: 'The server is restarting. Try again in a few seconds.',
  },
  internal: {
    nb: 'Noe gikk galt på tjeneren. Prøv igjen, og si fra til den som drifter den, om det fortsetter.',
    nn: 'Noko gjekk gale på tenaren. Prøv igjen, og sei frå til den som driftar han, om det held fram.',
    en: 'Something went wrong on the server. Try again. If it happens again, tell the person who runs the server.',
  },
};

/** The most preferred of our languages in an Accept-Language header; bokmål if it names none. `no` is bokmål. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters
        .find((one) => one.trim().startsWith('q='))
        ?.trim()
        .slice(2);
      return { language: tag.split('-')[0] ?? '', quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { language } of wanted) {
    if (language === 'nb' || language === 'nn' || language === 'en') return language;
    if (language === 'no') return 'nb';
  }
  return 'nb';
}
