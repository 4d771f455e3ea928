import { on, oneOf, type RawSearch, text } from "../../shared/page/search";

/** The parts of a volume's panel that can be led to. */
const VOLUME_PARTS = ["grow", "rename", "attach", "detach", "delete"] as const;
export type VolumePart = (typeof VOLUME_PARTS)[number];

/** Storage: the volume whose panel is open and where in it one is led, or the form for a new one. */
export interface StorageSearch {
  id?: string;
  part?: VolumePart;
  create?: true;
}

/** Reads the search part of a URL. */
export const storageSearch = ({ id, part, create }: RawSearch): StorageSearch => ({
  id: text(id),
  part: oneOf(VOLUME_PARTS, part),
  create: on(create),
});
