import { type Geometry2d, HTMLContainer, type RecordProps, Rectangle2d, ShapeUtil, T, useValue } from '@tldraw/tldraw';
import { COLOURS, NOTE_KINDS } from '#board/note-kind';
import { GuardedNote } from '../../shell/guarded.tsx';
import { NoteBody } from './note-body.tsx';
import type { NoteShape } from './note-shape.ts';

/** Defines for tldraw how a {@link NoteShape} is drawn and behaves. */
export class NoteShapeUtil extends ShapeUtil<NoteShape> {
  static override type = 'board-note' as const;
  static override props: RecordProps<NoteShape> = {
    w: T.nonZeroNumber,
    h: T.nonZeroNumber,
    text: T.string,
    author: T.string,
    kind: T.literalEnum(...NOTE_KINDS),
    colour: T.literalEnum(...COLOURS),
  };

  override canEdit = () => true;
  override canResize = () => false;
  override canCrop = () => false;
  override hideResizeHandles = () => true;
  override hideRotateHandle = () => true;

  override getDefaultProps(): NoteShape['props'] {
    return { w: 220, h: 56, text: '', author: '', kind: 'free', colour: 'yellow' };
  }

  override getGeometry({ props }: NoteShape): Geometry2d {
    return new Rectangle2d({ width: props.w, height: props.h, isFilled: true });
  }

  override getText({ props }: NoteShape): string {
    return props.text;
  }

  override getAriaDescriptor({ props }: NoteShape): string {
    return props.text;
  }

  override component(shape: NoteShape) {
    return <NoteComponent shape={shape} util={this} />;
  }

  override indicator({ props }: NoteShape) {
    return <rect width={props.w} height={props.h} rx={8} ry={8} />;
  }
}

function NoteComponent({ shape, util }: { shape: NoteShape; util: NoteShapeUtil }) {
  const editing = useValue('editing', () => util.editor.getEditingShapeId() === shape.id, [util, shape.id]);
  return (
    <HTMLContainer className="board-note-container" style={{ width: shape.props.w, height: shape.props.h }}>
      <GuardedNote note={shape.props}>
        <NoteBody shape={shape} editing={editing} />
      </GuardedNote>
    </HTMLContainer>
  );
}
