import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { Annotation, EditorState, type Text } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import type { TextIssue } from "../../../host/types";

/** Marks a change that came from outside, so that it is not told as typed. */
const fromOutside = Annotation.define<boolean>();

/** The colours of the tokens: they follow the theme by themselves. */
const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--accent)" },
  { tag: [tags.string, tags.content], color: "var(--text)" },
  { tag: tags.comment, color: "var(--text-3)", fontStyle: "italic" },
  { tag: [tags.punctuation, tags.separator, tags.meta, tags.keyword], color: "var(--text-2)" },
]);

const looks = EditorView.theme({
  "&": {
    font: "var(--t-12) var(--font-mono)",
    color: "var(--text)",
    backgroundColor: "transparent",
  },
  ".cm-scroller": { font: "inherit", lineHeight: "18px", minHeight: "296px", maxHeight: "52vh" },
  ".cm-content, .cm-gutters": { minHeight: "296px !important" },
  ".cm-content": { caretColor: "var(--caret)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--caret)" },
  ".cm-gutters": {
    backgroundColor: "var(--surface-sunken)",
    color: "var(--text-3)",
    borderRight: "1px solid var(--line)",
  },
  ".cm-placeholder": { color: "var(--text-3)" },
  "&.cm-focused": { outline: "none" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection) !important",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--surface-active)" },
  ".cm-tooltip": {
    backgroundColor: "var(--surface-raised)",
    color: "var(--text)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
    boxShadow: "var(--shadow-float)",
    font: "var(--t-12) var(--font-text)",
    maxWidth: "420px",
  },
  ".cm-diagnostic-error": { borderLeftColor: "var(--fill-failed)" },
});

/**
 * What is typed over marked text is put in here: Chromium would carry the looks of what stood there over by a style
 * attribute, which the content policy refuses.
 */
const overMarked = EditorView.domEventHandlers({
  beforeinput(event, editor) {
    const { data, inputType } = event;
    if (inputType !== "insertText" || !data || editor.state.selection.main.empty) return false;
    event.preventDefault();
    const change = editor.state.replaceSelection(data);
    editor.dispatch(change, { scrollIntoView: true, userEvent: "input.type" });
    return true;
  },
});

function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}

function position(doc: Text, line: number, column: number): number {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(at.from + column - 1, at.to);
}

function marks(doc: Text, issues: readonly TextIssue[]): Diagnostic[] {
  return issues.map(({ line, column, endColumn, severity, message }) => {
    const from = position(doc, line, column);
    const to = endColumn === null ? doc.lineAt(from).to : position(doc, line, endColumn);
    return { from, to: Math.max(from, to), severity, message };
  });
}

/** An editor for YAML. It shows what is wrong at its place, and says what is typed. */
export default function Editor({
  text,
  issues,
  goTo,
  onChange,
}: {
  text: string;
  issues: readonly TextIssue[];
  /** A place to go to; each new one is gone to once. */
  goTo: { line: number; column: number } | null;
  onChange: (text: string) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const told = useRef(onChange);
  told.current = onChange;
  const first = useRef(text);

  useEffect(() => {
    if (!place.current) return;
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          EditorView.cspNonce.of(nonce()),
          lineNumbers(),
          lintGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          indentUnit.of("  "),
          EditorState.tabSize.of(2),
          yaml(),
          syntaxHighlighting(colours),
          looks,
          overMarked,
          placeholder("#cloud-config\npackages:\n  - git-lfs\nruncmd:\n  - nvidia-smi"),
          keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap, indentWithTab]),
          EditorView.contentAttributes.of({
            "aria-label": "cloud-init as YAML",
            "aria-describedby": "yaml-keys",
            autocapitalize: "off",
            autocorrect: "off",
            spellcheck: "false",
          }),
          EditorView.updateListener.of((update) => {
            const outside = update.transactions.some((one) => one.annotation(fromOutside));
            if (update.docChanged && !outside) told.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === text) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: text },
      annotations: fromOutside.of(true),
    });
  }, [text]);

  useEffect(() => {
    const editor = view.current;
    if (editor) editor.dispatch(setDiagnostics(editor.state, marks(editor.state.doc, issues)));
  }, [issues]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || !goTo) return;
    const at = position(editor.state.doc, goTo.line, goTo.column);
    editor.dispatch({ selection: { anchor: at }, scrollIntoView: true });
    editor.focus();
  }, [goTo]);

  return <div className="yaml-editor" ref={place} />;
}
