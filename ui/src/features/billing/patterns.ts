/** Whether layers are told apart by patterns from the start: where the system asks for more contrast. */
export function wantsPatterns(): boolean {
  return matchMedia("(prefers-contrast: more), (forced-colors: active)").matches;
}
