import { CopyPlus } from "lucide-react";
import { LinkButton } from "../../../shared/page/LinkTo";

/** Leads to a deploy that is filled in with what is known of an instance. */
export function LikeThis({ id }: { id: string }) {
  return (
    <LinkButton kind="quiet" size="sm" icon={CopyPlus} to="/deploy/from" search={{ instance: id }}>
      New instance like this…
    </LinkButton>
  );
}
