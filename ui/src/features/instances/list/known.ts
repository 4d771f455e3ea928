import type { FleetView } from "../../../host/types";

/** Whether anything is known of the list. */
export function isKnown(data: FleetView | undefined): data is FleetView {
  return data !== undefined && (data.readAt !== null || data.instances.length > 0);
}

/** Whether the account has no machine; what one page showed to be there is not an empty account. */
export function isEmpty(data: FleetView | undefined): boolean {
  return isKnown(data) && data.instances.length === 0 && !data.expected;
}
