import { on, type RawSearch, text } from "../../../shared/page/search";

/** Deploy of a VM: the preset that Availability leads here with, and whether it is for when it is available. */
export interface DeployVmSearch {
  preset?: string;
  when?: true;
  /** The deploy templates are open. */
  templates?: true;
}

/** Reads the search part of a URL. */
export const deployVmSearch = ({ preset, when, templates }: RawSearch): DeployVmSearch => ({
  preset: text(preset),
  when: on(when),
  templates: on(templates),
});
