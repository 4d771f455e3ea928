/** What a screen may be looked at in. */
export const LOOKS = [
  { look: "light", colorScheme: "light", forcedColors: "none" },
  { look: "dark", colorScheme: "dark", forcedColors: "none" },
  { look: "forced colours", colorScheme: "light", forcedColors: "active" },
  { look: "forced dark colours", colorScheme: "dark", forcedColors: "active" },
] as const;
