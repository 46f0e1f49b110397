import { useEffect, useRef } from 'react';
import type { Checked } from './checked.ts';
import { createEditor, type Editor } from './create-editor.ts';
import type { JsonSchema } from './schema-walk.ts';
import { ToldTexts } from './told-texts.ts';

interface YamlEditorProps {
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  readonly check: (text: string) => Promise<readonly Checked[]>;
  readonly schema: JsonSchema | null;
  /** Where to put the cursor; another object means to go there again. */
  readonly target: { readonly line: number; readonly column: number } | null;
}

/** An editor of YAML, with what is wrong at its line and what may be written next. */
export function YamlEditor(props: YamlEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const told = useRef(new ToldTexts());
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (place.current === null) return undefined;
    const { label, text } = latest.current;
    const made = createEditor({
      place: place.current,
      text,
      label,
      onChange: (changed) => {
        told.current.tell(changed);
        latest.current.onChange(changed);
      },
      check: (given) => latest.current.check(given),
      schema: () => latest.current.schema,
    });
    editor.current = made;
    return () => made.destroy();
  }, []);
  const { text, target } = props;
  useEffect(() => {
    if (!told.current.isOwn(text)) editor.current?.write(text);
  }, [text]);
  useEffect(() => {
    if (target !== null) editor.current?.goTo(target.line, target.column);
  }, [target]);
  return (
    <div
      ref={place}
      className="h-[60dvh] min-h-64 resize-y overflow-auto rounded-md border border-line"
    />
  );
}
