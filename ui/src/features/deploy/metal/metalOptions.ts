import { useAsk } from "../../../host/queries";
import type { BareMetalPrice, CommandError, Money, OrganizationKey } from "../../../host/types";

/** A volume to choose. */
export interface VolumeChoice {
  id: string;
  name: string;
  sizeGb: number | null;
  /** Price per hour, which is paid already. */
  perHour: Money | null;
  /** Number of rentals that it is attached to. */
  attachedTo: number;
}

/** What the bare-metal wizard offers. */
export interface MetalOptions {
  readAt: string;
  /** One for each network of each location, those with free GPUs first. */
  hardware: BareMetalPrice[];
  keys: OrganizationKey[];
  keysFault: CommandError | null;
  volumes: VolumeChoice[];
  volumesFault: CommandError | null;
  /** Price per GB and hour of a new volume as the provider prints it. */
  storageRate: Money | null;
  suggestedName: string;
  knownTags: string[];
  knownSubOrders: string[];
}

/** Asks what can be rented now. */
export function useMetalOptions(how: Parameters<typeof useAsk>[2]) {
  const asked = useAsk("metal_options" as "deploy_options", {}, how);
  return { ...asked, data: asked.data as unknown as MetalOptions | undefined };
}
