import type { ProfileView } from "../../host/types";
import type { ActContext } from "../acting/acting";
import { whenSaved } from "../page/unsaved";
import { isSignedOut } from "./profiles";

/** Puts an account in front; one without a token gets a new one first. */
export function switchTo({ go, send }: ActContext, profile: ProfileView): void {
  if (profile.kind === "sandbox") whenSaved(() => send("open_sandbox", {}));
  else if (isSignedOut(profile)) void go({ to: "/first-start", search: { profile: profile.id } });
  else whenSaved(() => send("switch_profile", { id: profile.id }));
}

/** Leaves an account. The sandbox is left at once; an account asks first. */
export function leave({ send, show }: ActContext, profile: ProfileView): void {
  whenSaved(() => {
    if (profile.kind === "sandbox") send("sign_out", { id: profile.id });
    else show({ is: "signOut", profile });
  });
}
