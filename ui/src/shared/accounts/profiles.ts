import { CircleUser, FlaskConical, type LucideIcon } from "lucide-react";
import type { ProfileView } from "../../host/types";

/** A profile without a token: only a new one opens it. */
export function isSignedOut(profile: ProfileView): boolean {
  return profile.kind === "provider" && profile.token === "none";
}

/** The host that a profile reaches. */
export function hostOf({ baseUrl }: ProfileView): string {
  return baseUrl && URL.canParse(baseUrl) ? new URL(baseUrl).host : "this computer";
}

/** The icon of an account, or of the sandbox. */
export function profileIcon({ kind }: ProfileView): LucideIcon {
  return kind === "sandbox" ? FlaskConical : CircleUser;
}
