import type { Template } from '#board/template/template';

const same = (text: string) => ({ nb: text, nn: `${text} (nn)`, en: `${text} (en)` });

/** The smallest template with everything: a single and a repeated section, and a field not for the null alternative. */
export const TINY_TEMPLATE: Template = {
  id: 'tiny',
  version: 1,
  title: same('Liten'),
  description: same('For prøver'),
  parameters: { alternatives: true },
  sections: [
    {
      key: 'common',
      title: same('Felles'),
      fields: [
        { key: 'general', title: same('Generelt'), column: 0, row: 0, width: 4, height: 2, colour: 'yellow' },
        {
          key: 'courses',
          title: same('Kurs'),
          noteKind: 'activity',
          properties: [{ key: 'seats', label: same('Plasser'), type: 'number' }],
          column: 4,
          row: 0,
          width: 2,
          height: 1,
          colour: 'violet',
        },
      ],
    },
    {
      key: 'each',
      title: same('Alternativ {n}: {title}'),
      titleForNull: same('Nullalternativ: {title}'),
      titleWhenUnnamed: same('Alternativ {n}'),
      per: 'alternativ',
      fields: [
        {
          key: 'risk',
          title: same('Risiko'),
          help: same('Hva kan gå galt?'),
          noteKind: 'risk',
          column: 0,
          row: 0,
          width: 2,
          height: 1,
          colour: 'amber',
        },
        {
          key: 'measure',
          title: same('Tiltak'),
          noteKind: 'measure',
          linksTo: 'risk',
          notForNull: true,
          column: 0,
          row: 1,
          width: 2,
          height: 1,
          colour: 'teal',
        },
      ],
    },
  ],
  seededNotes: [{ field: 'general', text: same('Tydelig målgruppe') }],
};
