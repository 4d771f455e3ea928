import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { useRowKeys } from "./useRowKeys";

function drawn(first: string) {
  const fleet = {};
  const hook = renderHook((of: Parameters<typeof useRowKeys>) => useRowKeys(...of), {
    initialProps: [[], [...first], fleet, undefined],
  });
  return {
    fleet,
    /** The keys of these rows, of a list and an answer that are new unless given. */
    draw(ids: string, answer: unknown, rows: Parameters<typeof useRowKeys>[0] = [], active = "") {
      hook.rerender([rows, [...ids], answer, active]);
      return hook.result.current;
    },
  };
}

it("hands a row's key to the one that takes its place when the list is narrowed", () => {
  const { draw, fleet } = drawn("abc");
  expect(draw("cxyz", fleet)).toEqual([0, 1, 2, 3]);
});

it("leaves the active row its own key, and gives it to no other", () => {
  const { draw, fleet } = drawn("abc");
  expect(draw("cxb", fleet, [], "b")).toEqual([0, 2, 1]);
  expect(draw("xyz", fleet, [], "b")).toEqual([0, 2, 3]);
});

it("leaves every row its own key when another answer comes, and when the list is scrolled", () => {
  const { draw } = drawn("abc");
  const [rows, answer] = [[], {}];
  expect(draw("cbx", answer, rows)).toEqual([2, 1, 3]);
  expect(draw("bxy", answer, rows)).toEqual([1, 3, 4]);
});
