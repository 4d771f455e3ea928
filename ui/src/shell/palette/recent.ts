/** Ids of what was chosen last, newest first. It is kept for this run only. */
let ids: readonly string[] = [];

const MOST = 12;

export const recent = (): readonly string[] => ids;

export function remember(id: string): void {
  ids = [id, ...ids.filter((other) => other !== id)].slice(0, MOST);
}

/** Forgets all, for a fresh start. */
export function forgetRecent(): void {
  ids = [];
}
