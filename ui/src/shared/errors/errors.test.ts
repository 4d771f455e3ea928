import { expect, test } from "vitest";
import { fault } from "../../testing/scriptedHost";
import { saidOf, wordsFor } from "./errors";

test("a title stands before a message that does not say the same", () => {
  const refused = fault({ code: "tokenRefused", message: "The provider refuses the token (401)." });
  expect(saidOf(refused)).toEqual({ title: "The token was refused", rest: refused.message });
});

test("what a message begins with is not said twice", () => {
  const offline =
    "The provider cannot be reached: connection refused. Nothing was done. Try again.";
  expect(saidOf(fault({ code: "offline", message: offline }))).toEqual({
    title: "The provider cannot be reached: connection refused",
    rest: "Nothing was done. Try again.",
  });
  const short = "The provider answered with an error of its own (500).";
  expect(saidOf(fault({ code: "provider", message: short }))).toEqual({
    title: "The provider answered with an error of its own (500)",
    rest: "",
  });
});

test("a code that is not known has words all the same", () => {
  expect(wordsFor(fault({ code: "brandNew" as never })).title).toBe(
    "Something on this computer failed",
  );
});
