import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const html = readFileSync("index.html", "utf8");

test("the page hands React Aria the nonce that the desktop puts in for its style elements", () => {
  // The desktop replaces each such word with a nonce of its own; React Aria reads one.
  expect(html.match(/__TAURI_STYLE_NONCE__/g)).toHaveLength(1);
  expect(html).toMatch(/<meta name="csp-nonce" content="__TAURI_STYLE_NONCE__" \/>/);
});

test("the page itself carries no script and no style that the content policy would refuse", () => {
  expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/);
});
