/**
 * The editor of YAML. It lives in a shadow root: there CodeMirror adopts style sheets, while in the page it would
 * insert `<style>`, which the content security policy forbids.
 */
import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import {
  bracketMatching,
  foldGutter,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from '@codemirror/language';
import { type Diagnostic, linter, lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Checked } from './checked.ts';
import { completionsAt } from './completions.ts';
import type { JsonSchema } from './schema-walk.ts';

export interface EditorOptions {
  readonly place: HTMLElement;
  readonly text: string;
  /** What the editor is called, for who does not see it. */
  readonly label: string;
  readonly onChange: (text: string) => void;
  /** What is wrong with a text, by the server. */
  readonly check: (text: string) => Promise<readonly Checked[]>;
  /** What may be written; null while that is not known. */
  readonly schema: () => JsonSchema | null;
}

export interface Editor {
  /** Puts another text into the editor, unless it is the same; it can be undone. */
  write(text: string): void;
  goTo(line: number, column: number): void;
  destroy(): void;
}

const THEME = EditorView.theme({
  '&': { backgroundColor: 'var(--surface)', color: 'var(--text)', height: '100%' },
  '.cm-scroller': { fontFamily: 'ui-monospace, monospace', fontSize: '14px' },
  '.cm-content': { caretColor: 'var(--text)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': {
    backgroundColor: 'var(--sunken)',
    color: 'var(--muted)',
    borderRight: '1px solid var(--line)',
  },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 8%, transparent)',
  },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'color-mix(in srgb, var(--accent) 30%, transparent)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    border: '1px solid var(--line)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
  },
  '.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--text)' },
});

/** Colours of the pages, so that they follow the theme. */
const COLOURS = HighlightStyle.define([
  { tag: tags.definition(tags.propertyName), color: 'var(--accent)' },
  { tag: [tags.string, tags.attributeValue], color: 'var(--good)' },
  { tag: tags.lineComment, color: 'var(--muted)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.typeName, tags.meta, tags.labelName], color: 'var(--warn)' },
]);

/** Opens an editor in `place`. */
export function createEditor(options: EditorOptions): Editor {
  const root = options.place.shadowRoot ?? options.place.attachShadow({ mode: 'open' });
  const state = EditorState.create({ doc: options.text, extensions: extensionsOf(options) });
  const view = new EditorView({ state, root, parent: root });
  return {
    write: (text) => {
      if (text === view.state.doc.toString()) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    goTo: (line, column) => {
      const at = offsetOf(view.state, line, column);
      view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

function extensionsOf({ label, onChange, check, schema }: EditorOptions): Extension {
  return [
    lineNumbers(),
    foldGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    yaml(),
    syntaxHighlighting(COLOURS),
    THEME,
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
    autocompletion({
      override: [
        ({ state, pos, explicit }) => completionsAt(schema(), state.doc.toString(), pos, explicit),
      ],
    }),
    lintGutter(),
    linter(async ({ state }) => {
      const problems = await check(state.doc.toString());
      return problems.map((problem) => diagnosticOf(state, problem));
    }),
    keymap.of([
      ...defaultKeymap,
      ...historyKeymap,
      ...searchKeymap,
      ...completionKeymap,
      ...lintKeymap,
      // Tab indents; Escape before Tab leaves the editor.
      indentWithTab,
    ]),
  ];
}

/** A problem where it is: from its column to the end of its line. */
function diagnosticOf(state: EditorState, problem: Checked): Diagnostic {
  const from = offsetOf(state, problem.line, problem.column);
  const { to } = state.doc.lineAt(from);
  return {
    from,
    to: Math.max(from, to),
    severity: problem.severity === 'warning' ? 'warning' : 'error',
    message: problem.message,
  };
}

function offsetOf({ doc }: EditorState, line: number, column: number): number {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(from + Math.max(column, 1) - 1, to);
}
