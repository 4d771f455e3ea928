import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { MetalOptions } from "../../../host/types";
import { metalLine, metalOptions } from "../../../testing/metalFixtures";
import { axeFindings } from "../../../testing/render";
import { fault, type ScriptedHost } from "../../../testing/scriptedHost";
import { deploy, deployHost, fill, openWizard, press } from "../../../testing/wizard";

const AT = "/deploy/bare-metal";

function offering(over: Partial<MetalOptions>, host: ScriptedHost = deployHost()): ScriptedHost {
  return host.on("metal_options", () => metalOptions(over));
}

const gpus = () => screen.getByRole<HTMLInputElement>("textbox", { name: "GPUs" });
const chosen = () => screen.getByRole<HTMLInputElement>("radio", { checked: true });
const off = (name: string) =>
  screen.getByRole("button", { name }).getAttribute("aria-disabled") === "true";

describe("the bare-metal wizard", () => {
  it("sends hardware, sub-order, volume and reviewed price", async () => {
    const { host, user, path } = await openWizard(deployHost(), AT);
    await user.click(screen.getByRole("radio", { name: /^Allen, Texas, USA, Ethernet/ }));
    await press(user, "One node more");
    expect(gpus().value).toBe("16");
    await press(user, "Next");
    expect(screen.getByText("Bare metal takes no password, only keys.")).toBeTruthy();
    expect(screen.queryByLabelText(/^Password/)).toBeNull();
    expect(screen.getByText(/they will only have network access to other/)).toBeTruthy();
    await press(user, "Take sub-order 42");
    await press(user, "Next");
    await user.click(screen.getByRole("radio", { name: "A volume that exists" }));
    expect(screen.getByText("attached to 2 rentals")).toBeTruthy();
    await user.click(screen.getByRole("radio", { name: "scratch, 500 GB" }));
    await press(user, "Review now");
    await screen.findByText("scratch, 500 GB");
    expect(screen.getByText("Ethernet, 100 Gbps")).toBeTruthy();
    expect(screen.getByRole("region", { name: "Hardware" }).textContent).toContain(
      "with this machine from now on $44,334 of your budget of $60,000",
    );
    expect(screen.getAllByText("16 × H100, 2 nodes")).toHaveLength(2);
    await deploy(user, "metal-1");
    expect(await screen.findByText("metal-1 starts")).toBeTruthy();
    expect(path()).toBe("/deploy/job/m1");
    expect(host.asked("deploy_review")).toMatchObject([
      {
        draft: {
          presetId: null,
          name: "metal-1",
          password: "",
          metal: {
            locationId: "loc-1",
            network: "ethernet",
            gpuCount: 16,
            subOrder: "42",
            storageMode: "existing",
            storageId: "vol-2",
            volumeName: "",
            volumeGb: "",
          },
        },
      },
    ]);
  });

  it("is walked by keyboard alone, from the hardware to the deploy", async () => {
    const { host, user } = await openWizard(deployHost(), AT);
    const tabTo = async (element: () => HTMLElement) => {
      for (let count = 0; count < 60 && document.activeElement !== element(); count += 1) {
        await user.tab();
      }
      expect(document.activeElement).toBe(element());
    };
    const button = (name: string) => () => screen.getByRole("button", { name });
    await tabTo(() => chosen());
    await user.keyboard("{ArrowDown}");
    expect(chosen().value).toBe("loc-1 ethernet");
    await tabTo(gpus);
    await user.keyboard("{ArrowUp}{ArrowUp}{ArrowUp}{ArrowDown}");
    expect(gpus().value).toBe("24");
    await tabTo(button("Next"));
    await user.keyboard("{Enter}");
    await screen.findByRole("textbox", { name: "Name" });
    await tabTo(() => screen.getByRole("textbox", { name: /^Sub-order/ }));
    await user.keyboard("7");
    await tabTo(button("Next"));
    await user.keyboard("{Enter}");
    await tabTo(() => screen.getByRole("radio", { name: "No volume" }));
    await user.keyboard("{ArrowUp}");
    await tabTo(() => screen.getByRole("textbox", { name: "Name of the volume" }));
    await user.keyboard("scratch");
    await user.tab();
    await user.keyboard("500");
    await waitFor(() => expect(off("Review now")).toBe(false));
    await tabTo(button("Review now"));
    await user.keyboard("{Enter}");
    await screen.findByText("scratch, 500 GB, new");
    await tabTo(button("Deploy metal-1"));
    await user.keyboard("{Enter}");
    expect(await screen.findByText("metal-1 starts")).toBeTruthy();
    expect(host.asked("deploy_review")[0]?.draft.metal).toEqual({
      locationId: "loc-1",
      network: "ethernet",
      gpuCount: 24,
      subOrder: "7",
      storageMode: "new",
      storageId: null,
      volumeName: "scratch",
      volumeGb: "500",
    });
  });

  it("shows what is sold out or has no price, and lets neither be chosen", async () => {
    await openWizard(deployHost(), AT);
    const dead = [
      "Quincy, Washington, USA, InfiniBand, sold out",
      "Salt Lake City, Utah, USA, InfiniBand, no price",
    ];
    for (const name of dead) {
      expect(screen.getByRole("radio", { name })).toHaveProperty("disabled", true);
    }
    expect(chosen().value).toBe("loc-1 infiniband");
  });

  it("lets no network be chosen whose stock is not told, and says so", async () => {
    const untold = metalLine({ locationId: "loc-9", place: "Dallas, Texas, USA", freeGpus: null });
    const host = offering({ hardware: [untold, metalLine()] });
    await openWizard(host, `${AT}?location=loc-8`);
    const name = "Dallas, Texas, USA, InfiniBand, stock not told";
    expect(screen.getByRole("radio", { name })).toHaveProperty("disabled", true);
    expect(chosen().value).toBe("loc-1 infiniband");
  });

  it("starts with what the address asks for", async () => {
    await openWizard(deployHost(), `${AT}?location=loc-2&network=ethernet`);
    expect(chosen().value).toBe("loc-2 ethernet");
  });

  it("starts with any network that is free where the address names a place alone", async () => {
    await openWizard(deployHost(), `${AT}?location=loc-2`);
    expect(chosen().value).toBe("loc-2 ethernet");
  });

  it("starts with what is free where the address names what is not offered", async () => {
    await openWizard(deployHost(), `${AT}?location=nowhere&network=ethernet`);
    expect(chosen().value).toBe("loc-1 infiniband");
  });

  it("warns of a count that makes no whole nodes, and stops one that is too large", async () => {
    const { host, user } = await openWizard(deployHost(), AT);
    await user.clear(gpus());
    await fill(user, "GPUs", "12");
    expect(await screen.findByText(/may refuse it, or rent and bill whole nodes/)).toBeTruthy();
    expect(off("Review now")).toBe(false);
    await press(user, "One node fewer");
    expect(gpus().value).toBe("8");
    await user.clear(gpus());
    await fill(user, "GPUs", "80");
    expect(await screen.findAllByText(/Only 64 GPUs are free/)).not.toEqual([]);
    expect(off("Review now")).toBe(true);
    await press(user, "Next");
    expect(document.activeElement).toBe(gpus());
    await user.clear(gpus());
    await fill(user, "GPUs", "many");
    await waitFor(() =>
      expect(host.asked("deploy_check").at(-1)?.draft.metal?.gpuCount).toBeNull(),
    );
  });

  it("shows the price of the count that is typed", async () => {
    const { user } = await openWizard(deployHost(), AT);
    const summary = within(screen.getByRole("complementary", { name: "Summary" }));
    await press(user, "One node more");
    expect((await summary.findAllByText("$39.84")).length).toBeGreaterThan(0);
    expect(summary.getByText("16 × H100, 2 nodes")).toBeTruthy();
  });

  it("says at its field that a sub-order is a number, once it is left", async () => {
    const { host, user } = await openWizard(deployHost(), AT);
    await press(user, "Next");
    await user.type(screen.getByRole("textbox", { name: /^Sub-order/ }), "abc");
    await waitFor(() =>
      expect(host.asked("deploy_check").at(-1)?.draft.metal?.subOrder).toBe("abc"),
    );
    expect(screen.queryByRole("alert")).toBeNull();
    await user.tab();
    expect((await screen.findByRole("alert")).textContent).toContain(
      "A sub-order is a whole number, for example 12345.",
    );
  });

  it("asks for name and size of a new volume, and says that it stays where the deploy is refused", async () => {
    const { user } = await openWizard(deployHost(), AT);
    await press(user, "Storage");
    await user.click(screen.getByRole("radio", { name: "A new volume" }));
    expect(screen.getByText(/the volume stays and costs/)).toBeTruthy();
    expect(screen.getByText("$0.00017408/h for each GB.")).toBeTruthy();
    await waitFor(() => expect(off("Review now")).toBe(true));
    await press(user, "Next");
    const name = screen.getByRole("textbox", { name: "Name of the volume" });
    expect(document.activeElement).toBe(name);
    expect(screen.getAllByRole("alert").map(({ textContent }) => textContent)).toEqual([
      "Give the volume a name.",
      "Say how many GB it is to have.",
    ]);
  });

  it("asks the provider about its cloud-init as that of bare metal", async () => {
    const { host, user } = await openWizard(deployHost(), AT);
    await press(user, "Software");
    await press(user, "Add a command");
    await fill(user, "Command 1", "nvidia-smi");
    await waitFor(() =>
      expect(host.asked("cloud_init_check").at(-1)).toEqual({
        cloudInit: { packages: [], writeFiles: [], runcmd: ["nvidia-smi"] },
        kind: "bareMetal",
      }),
    );
  });

  it("works without volumes, and reads them again where they could not be read", async () => {
    const lost = fault({ code: "offline", message: "No answer." });
    const host = offering({ volumes: [], volumesFault: lost });
    const { user } = await openWizard(host, AT);
    await press(user, "Storage");
    expect(screen.getByRole("radio", { name: "A volume that exists" })).toHaveProperty(
      "disabled",
      true,
    );
    offering({}, host);
    await press(user, "Try again");
    await waitFor(() =>
      expect(screen.getByRole("radio", { name: "A volume that exists" })).toHaveProperty(
        "disabled",
        false,
      ),
    );
  });

  it("offers no lease that stops and releases, and says why", async () => {
    const { user } = await openWizard(deployHost(), AT);
    await press(user, "Guardrails");
    const release = screen.getByRole("radio", { name: "Stop and release" });
    expect(release).toHaveProperty("disabled", true);
    expect(screen.getByText(/^Bare metal cannot be released/)).toBeTruthy();
    expect(screen.getByRole("radio", { name: "Terminate" })).toBeTruthy();
  });

  it("says that nothing is offered, and reads again", async () => {
    const host = offering({ hardware: [] });
    const { user } = await openWizard(host, AT);
    expect(screen.getByText("Nothing is offered")).toBeTruthy();
    offering({}, host);
    await press(user, "Read again");
    expect(await screen.findByRole("radio", { name: /^Quincy, Washington, USA, E/ })).toBeTruthy();
  });

  it("has no findings on any step", async () => {
    const { user, container } = await openWizard(deployHost(), AT);
    expect(await axeFindings(container)).toEqual([]);
    await press(user, "Next");
    expect(await axeFindings(container)).toEqual([]);
    await press(user, "Next");
    for (const name of ["A volume that exists", "A new volume", "No volume"]) {
      await user.click(screen.getByRole("radio", { name }));
      expect(await axeFindings(container), name).toEqual([]);
    }
    await press(user, "Guardrails");
    expect(await axeFindings(container)).toEqual([]);
    await press(user, "Review now");
    await screen.findByText("The same request");
    expect(await axeFindings(container)).toEqual([]);
  });
});

describe("an attempt at bare metal that fails", () => {
  it("goes back to the hardware where it sold out, and reads the stock again", async () => {
    const message = "These nodes sold out a moment ago. Nothing was bought.";
    const host = deployHost().fail("deploy_start", {
      code: "soldOut",
      field: "metal.network",
      message,
    });
    const { user } = await openWizard(host, AT);
    await press(user, "Review now");
    await screen.findByText("The same request");
    offering({ hardware: [metalLine({ freeGpus: 0 }), metalLine({ network: "ethernet" })] }, host);
    await deploy(user, "metal-1");
    expect((await screen.findByRole("alert")).textContent).toBe(message);
    // It stays chosen, so that the field says what became of it.
    const gone = await screen.findByRole("radio", { name: /InfiniBand, sold out$/ });
    expect(gone).toHaveProperty("checked", true);
    await user.click(screen.getByRole("radio", { name: /Ethernet/ }));
    expect(screen.queryByText(message)).toBeNull();
  });

  it("shows that the price moved, and reviews again", async () => {
    const host = deployHost().fail("deploy_start", { code: "priceMoved", message: "It moved." });
    const { user } = await openWizard(host, AT);
    await press(user, "Review now");
    await deploy(user, "metal-1");
    expect(await screen.findByText("The price has changed.")).toBeTruthy();
    expect(host.asked("deploy_review").length).toBeGreaterThan(1);
  });
});
