import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { knownMachines } from "../../features/instances/acts/knownMachines";
import { keyActs } from "../../features/keys/keyActs";
import { stockActs } from "../../features/standing/acts";
import { knownVolumes } from "../../features/storage/volumeActs";
import { useAppState, useAsk } from "../../host/queries";
import type { Act } from "../../shared/acting/act";
import type { Known } from "../../shared/acting/thing";
import { actsFor } from "./acts";
import { recent } from "./recent";

const NONE: never[] = [];
const isVolume = (id: string) => id.startsWith("volume:");

/** All that the features offer by name. */
interface Offers {
  known: Known;
  acts: readonly Act[];
  /** Acts on hardware, which stand there only once something is looked for. */
  sought: readonly Act[];
}

/** Gathers what the palette can find. */
export function useOffers(seeks: boolean): Offers {
  const answers = useQueryClient();
  const state = useAppState().data;
  const machines = useAsk("fleet", {}).data?.instances ?? NONE;
  const stock = useAsk("stock_watch_list", {}).data;
  // Volumes and keys are read only once something is looked for, or one of them was used last.
  const volumes = useAsk("storage", {}, { enabled: seeks || recent().some(isVolume) }).data;
  const keys = useAsk("ssh_keys", {}, { enabled: seeks }).data;
  const knownByName = useMemo(() => knownMachines(machines), [machines]);
  const known = useMemo(
    () => ({ machines: knownByName, volumes: knownVolumes(volumes) }),
    [knownByName, volumes],
  );
  const acts = useMemo(
    () => [...actsFor(state, answers), ...keyActs(keys)],
    [state, answers, keys],
  );
  const sought = useMemo(() => stockActs(stock), [stock]);
  return { known, acts, sought };
}
