import type { FieldDefinition } from '../field-definition.ts';
import type { Label } from '../label.ts';
import type { Colour, NoteKind } from '../note-kind.ts';

/** A board to start from, as data. Read once when a board is made; the board does not depend on it afterwards. */
export interface Template {
  readonly id: string;
  readonly version: number;
  readonly title: Label;
  readonly description: Label;
  readonly sections: readonly TemplateSection[];
  /** Notes that every new board carries, by the key of their region. */
  readonly seededNotes?: readonly { readonly region: string; readonly text: Label }[] | undefined;
  /** What whoever makes a board is asked for. */
  readonly parameters: { readonly alternatives?: boolean | undefined };
}

export interface TemplateSection {
  readonly key: string;
  /** For a repeated section a pattern with `{n}` and `{title}` of the alternative. */
  readonly title: Label;
  readonly titleForNull?: Label | undefined;
  readonly titleWhenUnnamed?: Label | undefined;
  readonly repeat?: 'alternative' | undefined;
  readonly regions: readonly TemplateRegion[];
}

export interface TemplateRegion {
  readonly key: string;
  readonly title: Label;
  readonly help?: Label | undefined;
  readonly noteKind?: NoteKind | undefined;
  readonly fields?: readonly FieldDefinition[] | undefined;
  readonly linksTo?: string | undefined;
  readonly notForNull?: boolean | undefined;
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
  readonly colour: Colour;
}
