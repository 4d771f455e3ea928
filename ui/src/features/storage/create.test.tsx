import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { axeFindings } from "../../testing/render";
import { dialog, off, open } from "./testing";

describe("a new volume", () => {
  it("shows both prices, attaches at once, and tells the price that was answered", async () => {
    const { host, user, search } = await open("/storage?create=1");
    const form = await dialog("New volume");
    await user.type(form.getByRole("textbox", { name: "Name" }), "scratch");
    const size = form.getByRole("textbox", { name: "Size" });
    await user.clear(size);
    await user.type(size, "500");
    await form.findByText(/makes \$8.704\/h for 500 GB/);
    await user.click(form.getByRole("checkbox", { name: "train-llama-07, Running" }));
    await user.click(form.getByRole("checkbox", { name: "bench-nccl, Running" }));
    const young = form.getByRole<HTMLInputElement>("checkbox", { name: /train-llama-08/ });
    expect(young.disabled).toBe(true);
    expect(await axeFindings()).toEqual([]);
    const create = form.getByRole("button", { name: "Create for $0.0870/h" });
    await waitFor(() => expect(off(create)).toBe(false));
    await user.dblClick(create);
    expect(host.asked("volume_create")).toEqual([
      { id: null, name: "scratch", size: "500", rentalIds: ["r-llama", "r-bench"] },
    ]);
    expect(await screen.findByText("scratch is there, for $0.0870/h")).toBeTruthy();
    expect(search()).toMatchObject({ id: "v-new" });
  });

  it("moves the number with the slider, and the slider with the number", async () => {
    const { user } = await open("/storage?create=1");
    const form = await dialog("New volume");
    const slider = form.getByRole<HTMLInputElement>("slider", { name: /Size/ });
    const size = form.getByRole<HTMLInputElement>("textbox", { name: "Size" });
    const before = slider.valueAsNumber;
    fireEvent.change(slider, { target: { value: `${before + 2}` } });
    expect(size.value).toBe("300");
    expect(slider.getAttribute("aria-valuetext")).toBe("300 GB");
    await user.clear(size);
    await user.type(size, "100");
    expect(slider.valueAsNumber).toBe(before);
  });

  it("says what is wrong at its field and sends nothing", async () => {
    const { host, user } = await open("/storage?create=1");
    const form = await dialog("New volume");
    await user.type(form.getByRole("textbox", { name: "Name" }), "checkpoints");
    expect(await form.findByText(/already \(5,000 GB\)\. The provider may refuse/)).toBeTruthy();
    const size = form.getByRole("textbox", { name: "Size" });
    await user.clear(size);
    await user.type(size, "0{Enter}");
    expect((await form.findByRole("alert")).textContent).toBe("A volume has at least 1 GB.");
    expect(host.asked("volume_create")).toEqual([]);
  });

  it("puts the provider's refusal at the field, and never sends again what may have been done", async () => {
    const { host, user } = await open("/storage?create=1");
    const form = await dialog("New volume");
    host.fail("volume_create", { code: "invalid", field: "name", message: "Taken." });
    await user.type(form.getByRole("textbox", { name: "Name" }), "scratch");
    const create = form.getByRole("button", { name: /^Create/ });
    await waitFor(() => expect(off(create)).toBe(false));
    await user.click(create);
    expect((await form.findByRole("alert")).textContent).toBe("Taken.");
    host.fail("volume_create", { code: "outcomeUnknown", message: "Nobody knows yet." });
    await user.type(form.getByRole("textbox", { name: "Name" }), "2");
    await waitFor(() => expect(off(create)).toBe(false));
    await user.click(create);
    await form.findByText(/Nobody knows yet/);
    await user.click(create);
    expect(host.asked("volume_create")).toHaveLength(2);
  });
});
