/** What of a room stands in the URL beside its path. What is not understood is left out. */

type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** A switch: there or not, so that `=1` in an address and `true` in a link mean the same. */
const on = (value: unknown): true | undefined =>
  value === true || value === 1 || value === "1" ? true : undefined;

/** Deploy of a VM: the preset that Availability leads here with, and whether it is for when it is available. */
export interface DeployVmSearch {
  preset?: string;
  when?: true;
}

export const deployVmSearch = ({ preset, when }: Raw): DeployVmSearch => ({
  preset: text(preset),
  when: on(when),
});

/** Storage: the volume whose panel is open, or the form for a new one. */
export interface StorageSearch {
  id?: string;
  create?: true;
}

export const storageSearch = ({ id, create }: Raw): StorageSearch => ({
  id: text(id),
  create: on(create),
});

/** Billing: the month (`2026-09`), what of it is shown, and what narrows its lines. */
export interface BillingSearch {
  month?: string;
  view?: "statement" | "lines";
  types?: string[];
  earliest?: string;
  latest?: string;
}

export const billingSearch = ({ month, view, types, earliest, latest }: Raw): BillingSearch => {
  const chosen = (Array.isArray(types) ? types : [types]).filter(
    (type): type is string => text(type) !== undefined,
  );
  return {
    month: text(month),
    view: view === "statement" || view === "lines" ? view : undefined,
    types: chosen.length > 0 ? chosen : undefined,
    earliest: text(earliest),
    latest: text(latest),
  };
};

/** Keys: the form for a new one. */
export interface KeysSearch {
  add?: true;
}

export const keysSearch = ({ add }: Raw): KeysSearch => ({ add: on(add) });
