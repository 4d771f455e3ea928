import { type RawSearch, textOrDigits } from "../../../shared/page/search";

/** A deploy that is begun with an instance, living or gone, or with a deploy template. */
export interface DeployFromSearch {
  instance?: string;
  template?: string;
}

/** Reads the search part of a URL. */
export const deployFromSearch = ({ instance, template }: RawSearch): DeployFromSearch => ({
  instance: textOrDigits(instance),
  template: textOrDigits(template),
});
