import type { StorageView } from "../host/types";
import { ago } from "./fixtures";
import { fault, type ScriptedHost } from "./scriptedHost";
import {
  deletePreview,
  growCheck,
  mount,
  storage,
  unsettled,
  volume,
  volumeCheck,
  volumeDetail,
} from "./storageFixtures";

/** Answers what Storage asks, for the volumes of a view. */
export function scriptStorage(host: ScriptedHost, view: StorageView = storage()): ScriptedHost {
  const find = (id: string) => {
    const row = view.volumes.find((one) => one.id === id);
    if (row) return row;
    throw fault({
      code: "gone",
      message: "This volume is not in the provider's list. Nothing was changed.",
      retryable: false,
    });
  };
  const named = (id: string) => ({
    id,
    name: view.rentals.find((rental) => rental.id === id)?.name ?? null,
  });
  return host
    .on("storage", () => view)
    .on("storage_refresh", () => view)
    .on("volume", ({ id }) => volumeDetail(find(id)))
    .on("volume_check", ({ id, name, size }) => {
      if (name.trim() === "") return volumeCheck("checkNameless");
      const digits = size.replaceAll(",", "");
      if (!/^\d+$/.test(digits)) return volumeCheck("checkSizeless");
      if (/^0+$/.test(digits)) return volumeCheck("checkZero");
      if (id !== null) return growCheck();
      const taken = view.volumes.some((one) => one.name === name.trim());
      return volumeCheck(taken ? "checkTaken" : "checkNew");
    })
    .on("volume_create", ({ name }) => ({
      volume: volume({ id: "v-new", name, perHour: "0.08704", attached: [] }),
      notice: null,
    }))
    .on("volume_change", ({ id, name }) => ({
      volume: { ...find(id), name: name ?? find(id).name },
      notice: null,
    }))
    .on("volume_attach", ({ id, attach }) => ({
      volume: { ...find(id), attached: [...find(id).attached, ...attach.map(named)] },
      notice: null,
    }))
    .on("volume_delete_preview", ({ id }) => deletePreview(find(id)))
    .on("volume_delete", () => ({}))
    .on("volume_unsettled_dismiss", () => ({}))
    .on("mount_preview", ({ template }) => mount({ template, builtIn: template === "" }));
}

/** The scenes of development for Storage. */
export function storageScene(host: ScriptedHost, scene: string): void {
  const none = {
    volumes: [],
    sizeSumGb: 0,
    priceSum: "0",
    priceSum30Days: "0",
    paidPerGb: null,
    unsettled: [],
  };
  scriptStorage(
    host,
    scene === "empty"
      ? storage(none)
      : scene === "long"
        ? storage({
            volumes: Array.from({ length: 120 }, (_, at) =>
              volume({ id: `v-${at}`, name: `a-volume-with-a-rather-long-name-${at}` }),
            ),
          })
        : storage(),
  );
  const broken = {
    code: "provider",
    message: "The provider answered 503.",
    requestId: "req-81",
  } as const;
  if (scene === "fault") {
    host.on("storage", () => storage({ ...none, readAt: null, fault: fault(broken) }));
    host.fail("volume", broken);
  }
  if (scene === "offline") {
    const offline = fault({ code: "offline", message: "No answer since 14:28." });
    host.on("storage", () => storage({ readAt: ago(240), fault: offline }));
  }
  if (scene === "acts") {
    for (const name of [
      "volume_create",
      "volume_change",
      "volume_attach",
      "volume_delete",
    ] as const) {
      host.fail(name, {
        code: "offline",
        message: "The provider cannot be reached: no answer in 10 s. Nothing was done.",
      });
    }
  }
  if (scene === "gone") {
    host.on("storage", () => storage(none));
    host.on("volume", ({ id }) =>
      volumeDetail(
        volume({ id, state: { word: "Gone", mark: "terminated", raw: "active" }, attached: [] }),
        { goneSince: ago(3600) },
      ),
    );
  }
  if (scene === "unsettled") {
    host.on("storage", () =>
      storage({
        unsettled: unsettled(),
      }),
    );
  }
  if (scene === "slow") {
    const never = () => new Promise<never>(() => undefined);
    host.on("storage", never).on("volume", never);
  }
}
