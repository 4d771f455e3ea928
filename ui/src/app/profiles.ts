import type { ProfileView } from "../host/types";

/** A profile without a token: only a new one opens it. */
export function isSignedOut(profile: ProfileView): boolean {
  return profile.kind === "provider" && profile.token === "none";
}
