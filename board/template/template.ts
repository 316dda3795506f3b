import type { Label } from '../label.ts';
import type { Colour, NoteKind } from '../note-kind.ts';
import type { PropertyDefinition } from '../property.ts';

/** A board to start from, as data. Read once when a board is made; the board does not depend on it afterwards. */
export interface Template {
  readonly id: string;
  readonly version: number;
  readonly title: Label;
  readonly description: Label;
  readonly sections: readonly TemplateSection[];
  /** Notes that every new board starts with, by the key of their field. */
  readonly seededNotes?: readonly { readonly field: string; readonly text: Label }[] | undefined;
  /** What a person who makes a board is asked for. */
  readonly parameters: { readonly alternatives?: boolean | undefined };
}

export interface TemplateSection {
  readonly key: string;
  /** For a repeated section a pattern with `{n}` and `{title}` of the item. */
  readonly title: Label;
  readonly titleForNull?: Label | undefined;
  readonly titleWhenUnnamed?: Label | undefined;
  /** The dimension whose items the section is repeated over. */
  readonly per?: string | undefined;
  readonly fields: readonly TemplateField[];
}

export interface TemplateField {
  readonly key: string;
  readonly title: Label;
  readonly help?: Label | undefined;
  readonly noteKind?: NoteKind | undefined;
  readonly properties?: readonly PropertyDefinition[] | undefined;
  readonly linksTo?: string | undefined;
  readonly notForNull?: boolean | undefined;
  readonly column: number;
  readonly row: number;
  readonly width: number;
  readonly height: number;
  readonly colour: Colour;
}
