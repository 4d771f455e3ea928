/** What of leases crosses rooms: the wizard, the panel and the first screen. */
export { AUTO, AUTO_MEANS, AUTO_RUNS, autoCaveat, WHEN } from "./autoStop";
export { ExtendButton } from "./ExtendButton";
export { PutOffButton } from "./PutOffButton";
export { type End, endOf, firstEnd, When } from "./When";
export { ACTIONS, ENDS, MEANS, MUST_RUN, NO_RELEASE } from "./words";
