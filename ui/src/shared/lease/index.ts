/** What of leases crosses rooms: the wizard, the panel and the first screen. */
export { ExtendButton } from "./ExtendButton";
export { type End, endOf, firstEnd, When } from "./When";
export { ACTIONS, ENDS, MEANS, MUST_RUN, NO_RELEASE } from "./words";
