import { expect, test } from "vitest";
import { decalOf } from "./decals";

test("nine colours and Others have patterns of their own, the first none", () => {
  const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, null].map((colour) => decalOf(colour, "white"));
  expect(new Set(all.map((decal) => JSON.stringify(decal))).size).toBe(10);
  expect(all[0]).toMatchObject({ symbol: "none" });
  for (const decal of all) expect(decal.color).toBe("white");
});
