import { expect, test } from "vitest";
import { fault } from "../testing/scriptedHost";
import { toCommandError } from "./types";

test("what the core refuses comes as it is", () => {
  const refused = fault({ code: "soldOut", message: "Sold out." });
  expect(toCommandError(refused)).toBe(refused);
});

test("whatever else is thrown is a fault of this computer, in its own words where it has some", () => {
  const says = (thrown: unknown) => {
    const { code, message } = toCommandError(thrown);
    return [code, message];
  };
  expect(says(new Error("Bridge gone."))).toEqual(["local", "Bridge gone."]);
  expect(says("Not allowed.")).toEqual(["local", "Not allowed."]);
  expect(says({ code: "brandNew", message: "Something new." })).toEqual([
    "local",
    "Something new.",
  ]);
  for (const thrown of [null, undefined, 7, { code: "local" }]) {
    expect(says(thrown)[1]).toBe("The window got an answer that it does not understand.");
  }
});
