import type {
  MountView,
  RentalChoice,
  StorageView,
  VolumeCheck,
  VolumeDeletePreview,
  VolumeDetail,
  VolumeView,
} from "../host/types";
import { given } from "./answers";
import answers from "./answers/storage.json";

type Form = "checkNew" | "checkNameless" | "checkSizeless" | "checkZero" | "checkTaken";

const listed = (id: string): VolumeView => {
  const found = given<StorageView>(answers.storage).volumes.find((one) => one.id === id);
  if (!found) throw new Error(`The answer of storage lists no ${id}.`);
  return found;
};

/** A volume that is nearly full and has two rentals. */
export function volume(over: Partial<VolumeView> = {}): VolumeView {
  return { ...listed("v-checkpoints"), ...over };
}

/** Rentals of every state. */
export function rentals(): RentalChoice[] {
  const { rentals } = given<StorageView>(answers.storage);
  const failed: RentalChoice = {
    id: "r-failed",
    name: "sweep-metal",
    state: { word: "Failed", mark: "failed", raw: "Failed" },
    hardware: "4 nodes, InfiniBand",
    off: "It failed.",
  };
  return [...rentals, failed];
}

/** Six volumes, dearest first, of one of which the use is not read yet. */
export function storage(over: Partial<StorageView> = {}): StorageView {
  const view = given<StorageView>(answers.storage);
  const volumes = view.volumes.map((one) => (one.id === "v-home" ? { ...one, used: null } : one));
  return { ...view, volumes, rentals: rentals(), ...over };
}

/** A volume with what only its panel needs. */
export function volumeDetail(row: VolumeView, over: Partial<VolumeDetail> = {}): VolumeDetail {
  const details = given<VolumeDetail[]>(answers.details);
  const own = details.find((one) => one.volume.id === row.id) ?? details[0];
  if (!own) throw new Error("There is no answer of a volume.");
  return { ...own, volume: row, ...over };
}

/** Commands that mount a volume, the unknown part marked. */
export function mount(over: Partial<MountView> = {}): MountView {
  return { ...volumeDetail(volume()).mount, ...over };
}

/** What is said of a form for a new volume of 500 GB. */
export function volumeCheck(form: Form = "checkNew"): VolumeCheck {
  return given<VolumeCheck>(answers[form]);
}

/** What growing checkpoints to 8,000 GB means. */
export function growCheck(over: Partial<VolumeCheck> = {}): VolumeCheck {
  return { ...given<VolumeCheck>(answers.checkGrown), ...over };
}

/** What deleting a volume means. */
export function deletePreview(row: VolumeView): VolumeDeletePreview {
  const scene = row.attached.length > 0 ? answers.deletePreview : answers.deletePreviewFree;
  return { ...given<VolumeDeletePreview>(scene), volume: row, shortId: row.id.slice(0, 8) };
}

/** A creation of which nobody knows whether it was done. */
export function unsettled(): StorageView["unsettled"] {
  return given<StorageView["unsettled"]>(answers.unsettled);
}
